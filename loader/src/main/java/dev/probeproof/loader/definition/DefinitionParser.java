// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads probe definitions:
 *
 * <pre>
 * definition := FUNC [ '%return' ] [ '(' [ arg { ',' arg } ] ')' ]
 * arg        := [ LABEL '=' ] ( path [ ':' type ] [ '==' fetch ] | fetch )
 * path       := ( NAME | '$retval' ) { '->' NAME | '.' NAME | '[' INT ']' }
 * type       := ( 'string' | 'ustring' ) [ '(' N ')' ]                        1 &lt;= N &lt;= 4096, 64 if not given
 * fetch      := what {@link FetchParser} reads
 * </pre>
 *
 * <p>Blanks may stand between any two words. An argument without a label is called as its last member is, or as its
 * parameter; {@code arg1}, {@code arg2} … by position for a bare fetch.
 */
final class DefinitionParser {
    /** Arguments of one probe, as many as perf and the kernel allow. */
    static final int MAX_ARGUMENTS = 128;

    /** Steps of one path; a longer one is no mistake anybody makes by hand. */
    private static final int MAX_STEPS = 64;

    private final DefinitionScanner scanner;
    private final FetchParser fetches;

    DefinitionParser(String text) {
        this.scanner = new DefinitionScanner(text);
        this.fetches = new FetchParser(scanner);
    }

    ProbeDefinition definition() {
        int functionColumn = scanner.skipBlanks().column();
        String function = scanner.symbol("a function name");
        boolean percentReturn = returnMark();
        List<Parsed> parsed = new ArrayList<>();
        if (scanner.skipBlanks().take("(")) {
            arguments(parsed);
        }
        if (!scanner.skipBlanks().atEnd()) {
            throw unexpectedAfterFunction(parsed.isEmpty());
        }
        boolean onReturn = percentReturn || parsed.stream().anyMatch(DefinitionParser::needsReturn);
        if (onReturn) {
            parsed.forEach(this::requireAvailableAtReturn);
        }
        return new ProbeDefinition(scanner.text(), function, functionColumn, onReturn, named(parsed));
    }

    private boolean returnMark() {
        int column = scanner.skipBlanks().column();
        if (!scanner.take("%")) {
            return false;
        }
        String word = scanner.startsName() ? scanner.name("return") : "";
        if (!word.equals("return")) {
            throw scanner.errorAt(
                    column, "only %return may follow a function name", Nearest.of(word, List.of("return"), "%"));
        }
        return true;
    }

    private ProbeSyntaxException unexpectedAfterFunction(boolean noArguments) {
        if (noArguments && (scanner.peek() == '+' || scanner.peek() == ':' || scanner.peek() == '@')) {
            return scanner.error("only the entry and the return of a function can be probed by name: inside it, the"
                    + " kernel's BTF does not say where arguments lie");
        }
        return scanner.error("expected the end" + (noArguments ? " or '('" : "") + " but found " + scanner.found());
    }

    private void arguments(List<Parsed> parsed) {
        if (scanner.skipBlanks().take(")")) {
            return;
        }
        do {
            if (parsed.size() == MAX_ARGUMENTS) {
                throw scanner.error("more than " + MAX_ARGUMENTS + " arguments");
            }
            parsed.add(argument());
            scanner.skipBlanks();
        } while (scanner.take(","));
        scanner.expect(")", "or ',' after an argument");
    }

    /** An argument before unlabelled ones have their final names. */
    private record Parsed(
            @Nullable String label,
            int labelColumn,
            String text,
            int column,
            @Nullable PathExpression path,
            @Nullable FetchExpression fetch) {}

    private Parsed argument() {
        int start = scanner.skipBlanks().position();
        int labelColumn = scanner.column();
        String label = label();
        if (startsPath()) {
            int before = scanner.position();
            PathExpression path = path();
            if (path != null) {
                scanner.skipBlanks();
                FetchExpression claim = scanner.take("==") ? fetches.fetch() : null;
                return new Parsed(label, labelColumn, scanner.since(start), start + 1, path, claim);
            }
            scanner.backTo(before);
        }
        FetchExpression fetch = fetches.fetch();
        return new Parsed(label, labelColumn, scanner.since(start), start + 1, null, fetch);
    }

    private @Nullable String label() {
        int start = scanner.position();
        if (scanner.startsName()) {
            String name = scanner.name("a label");
            scanner.skipBlanks();
            if (scanner.peek() == '=' && scanner.peek(1) != '=') {
                scanner.take("=");
                scanner.skipBlanks();
                return name;
            }
        }
        scanner.backTo(start);
        return null;
    }

    private boolean startsPath() {
        if (scanner.peek() == '*' || scanner.peek() == '&' || scanner.peek() == '(') {
            throw scanner.error("'" + scanner.peek() + "' is not in the language of probe paths: they are made of"
                    + " NAME, ->NAME, .NAME and [N]; [0] follows a pointer");
        }
        return scanner.startsName() || scanner.text().startsWith(PathExpression.RETURN_VALUE, scanner.position());
    }

    /** A path, or null for {@code $retval} with a type of the fetch language, which makes it a fetch. */
    private @Nullable PathExpression path() {
        int column = scanner.column();
        String root =
                scanner.take(PathExpression.RETURN_VALUE) ? PathExpression.RETURN_VALUE : scanner.name("a parameter");
        List<PathStep> steps = new ArrayList<>();
        for (PathStep step = step(); step != null; step = step()) {
            if (steps.size() == MAX_STEPS) {
                throw scanner.errorAt(step.column(), "a path of more than " + MAX_STEPS + " steps");
            }
            steps.add(step);
        }
        TextType type = null;
        if (scanner.skipBlanks().take(":")) {
            boolean mayBeFetch = steps.isEmpty() && root.equals(PathExpression.RETURN_VALUE);
            if (mayBeFetch
                    && !scanner.skipBlanks()
                            .text()
                            .substring(scanner.position())
                            .matches("(?s)u?string.*")) {
                return null;
            }
            type = textType();
        }
        return new PathExpression(root, column, steps, type);
    }

    private @Nullable PathStep step() {
        scanner.skipBlanks();
        boolean arrow = scanner.take("->");
        if (arrow || scanner.take(".")) {
            int column = scanner.skipBlanks().column();
            return new PathStep.Member(scanner.name("a member after " + (arrow ? "->" : ".")), arrow, column);
        }
        if (scanner.take("[")) {
            int column = scanner.skipBlanks().column();
            long index = scanner.signedNumber("an index");
            if (index != (int) index) {
                throw scanner.errorAt(column, "an index beyond 32 bits");
            }
            scanner.skipBlanks().expect("]", "after an index");
            return new PathStep.Index(index, column);
        }
        return null;
    }

    private TextType textType() {
        int column = scanner.skipBlanks().column();
        String name = scanner.name("a type");
        if (!name.equals("string") && !name.equals("ustring")) {
            List<String> nearest = Nearest.of(name, List.of("string", "ustring"));
            throw scanner.errorAt(
                    column,
                    nearest.isEmpty()
                            ? "a path has its width and sign from the kernel's types; only string and ustring can be"
                                    + " asked for, not '" + name + "'"
                            : "unknown type '" + name + "'",
                    nearest);
        }
        return new TextType(
                FetchTypeParser.textBytes(scanner),
                name.equals("ustring") ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL);
    }

    private static boolean needsReturn(Parsed argument) {
        return argument.path() != null && argument.path().isReturnValue()
                || argument.fetch() != null && argument.fetch().operand() instanceof FetchOperand.ReturnValue;
    }

    private void requireAvailableAtReturn(Parsed argument) {
        PathExpression path = argument.path();
        if (path != null && !path.isReturnValue()) {
            throw scanner.errorAt(
                    path.column(),
                    "parameter '" + path.root() + "' cannot be read at the return of a function: its register has been"
                            + " used for other things by then; probe the entry with a definition of its own");
        }
        FetchExpression fetch = argument.fetch();
        if (fetch != null && fetch.operand() instanceof FetchOperand.Argument operand) {
            throw scanner.errorAt(
                    operand.column(),
                    "$arg" + operand.number() + " cannot be read at the return of a function: its register has been"
                            + " used for other things by then; probe the entry with a definition of its own");
        }
    }

    private List<ArgumentDefinition> named(List<Parsed> parsed) {
        Set<String> taken = new HashSet<>();
        for (Parsed argument : parsed) {
            if (argument.label() != null && !taken.add(argument.label())) {
                throw scanner.errorAt(argument.labelColumn(), "a second argument labelled '" + argument.label() + "'");
            }
        }
        List<ArgumentDefinition> arguments = new ArrayList<>();
        for (Parsed argument : parsed) {
            String label = argument.label();
            if (label == null) {
                label = unique(defaultLabel(argument, arguments.size() + 1), taken);
            }
            arguments.add(new ArgumentDefinition(
                    label, argument.text(), argument.column(), argument.path(), argument.fetch()));
        }
        return arguments;
    }

    private static String unique(String wanted, Set<String> taken) {
        String name = wanted;
        for (int n = 2; !taken.add(name); n++) {
            name = wanted + "_" + n;
        }
        return name;
    }

    private static String defaultLabel(Parsed argument, int number) {
        PathExpression path = argument.path();
        if (path == null) {
            return "arg" + number;
        }
        String name = path.isReturnValue() ? "retval" : path.root();
        for (PathStep step : path.steps()) {
            if (step instanceof PathStep.Member member) {
                name = member.name();
            }
        }
        return name;
    }
}
