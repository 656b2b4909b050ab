// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.testing.Golden;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a definition can ask of each sample: functions, copies, variables, lines, calls. */
class SampleFactsTest {
    private static final List<String> FUNCTIONS =
            List.of("scaled", "hidden", "twice", "loop", "entry", "clamp", "external", "_start", "nowhere");

    static List<String> samples() {
        return Samples.names();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void functionsCopiesVariablesLinesAndCallsAreThoseOfTheSample(String name) {
        Golden.inRepository("loader/src/test/resources/dwarf/" + name + ".facts").matches(facts(Samples.open(name)));
    }

    static String facts(DebugInfo info) {
        StringBuilder facts = new StringBuilder();
        info.missingParts().forEach(part -> facts.append("missing: ").append(part).append('\n'));
        for (CompilationUnit unit : info.units()) {
            facts.append(String.format(
                    Locale.ROOT,
                    "unit %s of %s, DWARF %d, %s%n",
                    unit.name().orElse("?"),
                    unit.directory().orElse("?"),
                    unit.version(),
                    unit.ranges()));
        }
        for (String function : FUNCTIONS) {
            info.functions(function).forEach(found -> append(facts, info, found));
        }
        for (String variable : List.of("total", "origin", "names", "calls")) {
            info.globals(variable)
                    .forEach(found -> facts.append("global ")
                            .append(text(found, 0))
                            .append('\n'));
        }
        facts.append("sample.c:12 at ").append(hex(info.addressesOf("sample.c", 12))).append('\n');
        facts.append("sample.c:22 at ").append(hex(info.addressesOf("/samples/sample.c", 22))).append('\n');
        return facts.toString().replace("\r\n", "\n");
    }

    private static void append(StringBuilder facts, DebugInfo info, DebugFunction function) {
        facts.append(String.format(
                Locale.ROOT,
                "%s %s, %s:%s%n",
                function.isExternal() ? "function" : "static function",
                function.name(),
                function.file().orElse("?"),
                number(function.line())));
        for (FunctionInstance instance : function.instances()) {
            facts.append(String.format(
                    Locale.ROOT,
                    "  instance %s at 0x%x, %s, after the prologue %s, line %s%n",
                    instance.symbols(),
                    instance.entryPc(),
                    instance.ranges(),
                    function.unit()
                            .lines()
                            .map(table -> table.prologueEnd(instance.ranges().get(0)))
                            .map(SampleFactsTest::address)
                            .orElse("?"),
                    info.lineAt(instance.entryPc()).map(SourceLine::toString).orElse("?")));
            variables(facts, CodeScopes.around(instance.die(), instance.entryPc()));
            for (CallSite call : info.callSites(instance.die())) {
                facts.append("    call returning to ").append(address(call.returnPc()));
                call.parameters()
                        .forEach(parameter -> facts.append(", ")
                                .append(parameter.location().map(bytes -> hex(bytes.toArray())).orElse("?"))
                                .append(" = ")
                                .append(parameter.value().map(bytes -> hex(bytes.toArray())).orElse("?")));
                facts.append('\n');
            }
        }
        for (InlinedCopy copy : function.inlined()) {
            facts.append(String.format(
                    Locale.ROOT,
                    "  inlined at 0x%x, %s, into %s, called at %s%n",
                    copy.entryPc(),
                    copy.ranges(),
                    copy.callers().stream().map(die -> die.name().orElse("?")).toList(),
                    copy.callSite().map(SourceLine::toString).orElse("?")));
            variables(facts, CodeScopes.around(copy.die(), copy.entryPc()));
        }
    }

    private static void variables(StringBuilder facts, CodeScopes scopes) {
        scopes.variables()
                .forEach(variable -> facts.append(variable.isParameter() ? "    parameter " : "    variable ")
                        .append(text(variable, scopes.address()))
                        .append('\n'));
    }

    private static String text(DebugVariable variable, long address) {
        return variable.name() + ": " + variable.type().map(SampleFactsTest::type).orElse("void") + " "
                + location(variable.locationAt(address)) + ", line " + number(variable.line());
    }

    private static String type(Die type) {
        String inner = type.typeDie().map(SampleFactsTest::type).orElse("void");
        return switch (type.tag()) {
            case DwarfTag.POINTER_TYPE -> inner + "*";
            case DwarfTag.ARRAY_TYPE -> inner + "[]";
            case DwarfTag.CONST_TYPE -> "const " + inner;
            case DwarfTag.SUBROUTINE_TYPE -> inner + "()";
            default -> type.name().orElse("?");
        };
    }

    private static String location(LocationDescription location) {
        if (location instanceof LocationDescription.Expression expression) {
            return "[" + hex(expression.bytes().toArray()) + "]";
        }
        if (location instanceof LocationDescription.Constant constant) {
            return "constant " + constant.value().number();
        }
        return ((LocationDescription.None) location).elsewhere() ? "elsewhere only" : "optimized out";
    }

    private static String number(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "?";
    }

    private static String address(OptionalLong address) {
        return address.isPresent() ? "0x" + Long.toHexString(address.getAsLong()) : "?";
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static List<String> hex(List<Long> addresses) {
        return addresses.stream().map(address -> "0x" + Long.toHexString(address)).toList();
    }
}
