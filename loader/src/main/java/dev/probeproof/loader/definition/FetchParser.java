// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads the fetch arguments of {@code kprobe_events} (Linux {@code Documentation/trace/kprobetrace.rst}), as far as they
 * are about fetching:
 *
 * <pre>
 * fetch   := operand [ ':' type ]
 * operand := '%'REG | '$stack'[N] | '$arg'N | '$retval' | '$comm' | '@'ADDR | '@'SYM[(+|-)OFF] | '\'IMM
 *          | (+|-)[u]OFF '(' operand ')'                                      'u': user memory
 * type    := what {@link FetchTypeParser} reads
 * </pre>
 *
 * <p>In {@link FetchDialect#KERNEL} an operand can also be
 *
 * <pre>
 *   '\"'TEXT'"' | '@+'OFF | '$arg*' | '$'FIELD | ( NAME | '$retval' ) { '->'NAME | '.'NAME } | '('STRUCT')'NAME { … }
 * </pre>
 */
final class FetchParser {
    /** Nested dereferences; the kernel allows 12. */
    private static final int MAX_DEREFS = 64;

    private final DefinitionScanner scanner;

    FetchParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    FetchExpression fetch() {
        int start = scanner.skipBlanks().position();
        List<Deref> outermostFirst = new ArrayList<>();
        while (scanner.peek() == '+' || scanner.peek() == '-') {
            if (outermostFirst.size() == MAX_DEREFS) {
                throw scanner.error("more than " + MAX_DEREFS + " nested dereferences");
            }
            outermostFirst.add(deref());
        }
        FetchOperand operand = operand();
        for (int n = 0; n < outermostFirst.size(); n++) {
            scanner.skipBlanks().expect(")", "after the operand of a dereference");
        }
        List<Deref> derefs = new ArrayList<>(outermostFirst);
        Collections.reverse(derefs);
        int typeColumn = scanner.skipBlanks().column();
        FetchType type = null;
        if (scanner.take(":")) {
            typeColumn = scanner.skipBlanks().column();
            type = new FetchTypeParser(scanner).type();
        }
        FetchMeaning meaning = new FetchMeaning(scanner, operand, derefs, type, typeColumn);
        FetchLeaf leaf = meaning.leaf();
        return new FetchExpression(operand, meaning.derefs(), leaf, scanner.since(start), start + 1, type);
    }

    private Deref deref() {
        int sign = scanner.take("-") ? -1 : 1;
        if (sign == 1) {
            scanner.expect("+", "before an offset");
        }
        AddressSpaceKind space = scanner.take("u") ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL;
        int column = scanner.column();
        long offset = scanner.number("an offset");
        if (offset < 0 && !(sign == -1 && offset == Long.MIN_VALUE)) {
            throw scanner.errorAt(column, "an offset beyond 63 bits");
        }
        scanner.skipBlanks().expect("(", "after the offset of a dereference");
        scanner.skipBlanks();
        return new Deref(sign * offset, space);
    }

    private FetchOperand operand() {
        int column = scanner.column();
        if (scanner.take("%")) {
            return new FetchOperand.Register(scanner.registerName(), column);
        }
        if (scanner.take("$")) {
            return variable(column);
        }
        if (scanner.take("@")) {
            return memory(column);
        }
        if (scanner.take("\\")) {
            return scanner.peek() == '"' && scanner.readsKernelLanguage()
                    ? textConstant(column)
                    : new FetchOperand.Immediate(scanner.signedNumber("a constant"), column);
        }
        if (scanner.readsKernelLanguage() && scanner.startsName()) {
            return new FetchOperand.Variable(path(scanner.name("a parameter"), column), column);
        }
        if (scanner.readsKernelLanguage() && scanner.take("(")) {
            return cast(column);
        }
        throw scanner.error("expected a parameter or one of ( * & % $ @ \\ + - but found " + scanner.found());
    }

    /** Up to the last quote before the type, as the kernel does. */
    private FetchOperand textConstant(int column) {
        TextSlice quoted = scanner.upTo(':');
        if (quoted.length() < 2 || !quoted.endsWith("\"")) {
            throw quoted.error(
                    quoted.length(),
                    "expected '\"' at the end of a text; it can contain neither blanks nor ':'");
        }
        return new FetchOperand.TextConstant(quoted.slice(1, quoted.length() - 1).text(), column);
    }

    /** The fields after the name of a parameter; the kernel follows only pointers. */
    private PathExpression path(String root, int column) {
        List<PathStep> steps = new ArrayList<>();
        while (scanner.peek() == '-' || scanner.peek() == '.') {
            boolean arrow = scanner.take("->");
            if (!arrow && scanner.peek() == '-') {
                throw scanner.error("expected '->' but found a single '-'");
            }
            if (!arrow && steps.isEmpty()) {
                throw scanner.error("the kernel's arguments cannot read a struct that is passed by value: only '->' may"
                        + " follow a parameter");
            }
            if (!arrow) {
                scanner.take(".");
            }
            int memberColumn = scanner.column();
            steps.add(new PathStep.Member(
                    scanner.name("a field after " + (arrow ? "->" : ".")), arrow, memberColumn));
        }
        return new PathExpression(root, column, steps, null);
    }

    private FetchOperand cast(int column) {
        String struct = scanner.name("the name of a struct, without 'struct'");
        scanner.expect(")", "after the name of a struct");
        int rootColumn = scanner.column();
        String root = scanner.name("a field of the event, without '$',");
        return new FetchOperand.Cast(struct, path(root, rootColumn), column);
    }

    private FetchOperand variable(int column) {
        boolean kernel = scanner.readsKernelLanguage();
        if (kernel && scanner.take("arg*")) {
            return new FetchOperand.AllArguments(column);
        }
        String name = scanner.name("a name after $");
        switch (name) {
            case "retval":
                return kernel && (scanner.peek() == '-' || scanner.peek() == '.')
                        ? new FetchOperand.Variable(path(PathExpression.RETURN_VALUE, column), column)
                        : new FetchOperand.ReturnValue(column);
            case "COMM":
                if (kernel) {
                    return new FetchOperand.Comm(column);
                }
                break;
            case "comm":
                return new FetchOperand.Comm(column);
            case "stack":
                return new FetchOperand.StackPointer(column);
            default:
                break;
        }
        if (name.matches(kernel ? "stack[0-9]{1,9}" : "stack[0-9]{1,4}")) {
            return new FetchOperand.StackWord(Integer.parseInt(name.substring("stack".length())), column);
        }
        if (name.matches("arg[1-9][0-9]{0,2}")) {
            return new FetchOperand.Argument(Integer.parseInt(name.substring("arg".length())), column);
        }
        if (kernel) {
            return new FetchOperand.Field(name, column);
        }
        throw scanner.errorAt(
                column,
                "unknown variable '$" + name + "'; there are $retval, $argN from 1, $stackN, $stack, $comm,"
                        + " $global(NAME) and $percpu(NAME)",
                Nearest.of(name, List.of("retval", "stack", "comm", "global", "percpu"), "$"));
    }

    private FetchOperand memory(int column) {
        if (scanner.readsKernelLanguage() && scanner.take("+")) {
            return new FetchOperand.FileOffset(scanner.number("an offset in the file"), column);
        }
        if (scanner.startsDigit()) {
            return new FetchOperand.Address(scanner.number("an address"), column);
        }
        String symbol = scanner.symbol("an address or symbol after @");
        boolean hasOffset = scanner.peek() == '+' || scanner.peek() == '-';
        return new FetchOperand.Symbol(symbol, hasOffset ? scanner.signedNumber("an offset") : 0, column);
    }
}
