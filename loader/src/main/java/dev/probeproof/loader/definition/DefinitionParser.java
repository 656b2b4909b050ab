// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads probe definitions:
 *
 * <pre>
 * definition := [ mechanism ':' ] [ target ':' ] place [ '%return' ] [ '(' [ arg { ',' arg } ] ')' ]
 * mechanism  := 'kprobe' | 'fentry' | 'fexit' | 'fmod_ret' | 'tp_btf' | 'raw_tp'
 * target     := a path to a file that processes run, or the name of a kernel module
 * place      := FUNC [ '@' FILE ] [ '+' OFFSET | ':' LINE ]        LINE counts from the function's first line, 0
 *             | FILE ':' LINE | '0x' ADDRESS                       FUNC may have * ? [a-z]
 * arg        := [ LABEL '=' ] ( path [ ':' type ] [ '==' fetch ] | fetch )
 * path       := '*' path | '&amp;' path | '(' ctype ')' path | primary { postfix }
 * primary    := NAME | '$retval' | '$arg'N | '$global(' NAME ')' | '$percpu(' NAME [ ',' CPU ] ')' | '(' path ')'
 *             | ( 'container_of' | 'list_entry' | … ) '(' path ',' ctype ',' MEMBER { '.' MEMBER | '[' INT ']' } ')'
 * postfix    := '->' NAME | '.' NAME | '[' INT ']' | '@user' | '@kernel'
 * ctype      := what {@link TypeNameParser} reads
 * type       := ( 'string' | 'ustring' ) [ '(' N ')' ]             1 &lt;= N &lt;= 4096, 64 if not given
 *             | 'dec' | 'hex' | 'char' | 'sym' | ( 'enum' | 'flags' ) [ '(' NAME ')' ]
 * fetch      := what {@link FetchParser} reads
 * </pre>
 *
 * <p>Blanks may stand between any two words. An argument without a label is called as its last member is, or as its
 * parameter; {@code arg1}, {@code arg2} … by position for a bare fetch. {@code $argN} alone is a fetch: a register; with
 * anything behind it, it is the parameter that the prototype declares.
 *
 * <p><b>Which memory.</b> Paths start in kernel memory. {@code p@user} says that the pointer {@code p} leads to user memory;
 * from there on every access is one of user memory, until {@code @kernel} says otherwise, because what lies in user memory
 * points to user memory. It is written behind the pointer, as perf's {@code @user} is, and not before the member, because it
 * is the pointer that differs: {@code req->buf@user->len} reads {@code buf} from the kernel and {@code len} from the user.
 * A cast to {@code struct iovec __user *} says the same in C's words. {@code :ustring} reads the text itself, and nothing
 * else, from user memory, whatever was said before; {@code :string} reads it from where the path leads.
 */
final class DefinitionParser {
    /** Arguments of one probe, as many as perf and the kernel allow. */
    static final int MAX_ARGUMENTS = 128;

    private final DefinitionScanner scanner;
    private final FetchParser fetches;
    private final PathParser paths;
    private final ValueTypeParser valueTypes;

    DefinitionParser(String text) {
        this.scanner = new DefinitionScanner(text);
        this.paths = new PathParser(scanner);
        this.valueTypes = new ValueTypeParser(scanner);
        this.fetches = new FetchParser(scanner);
    }

    /** @param meant the mechanism of a definition that names none */
    ProbeDefinition definition(Mechanism meant) {
        PlaceParser.Parsed place = new PlaceParser(scanner).place(meant);
        List<Parsed> parsed = new ArrayList<>();
        boolean noArguments = !scanner.skipBlanks().take("(");
        if (!noArguments) {
            arguments(parsed);
        }
        if (!scanner.skipBlanks().atEnd()) {
            throw scanner.error("expected the end" + (noArguments ? " or '('" : "") + " but found " + scanner.found());
        }
        if (place.mechanism().hasArguments()) {
            return ofArguments(place, parsed);
        }
        boolean whole = place.place() instanceof ProbePlace.Function function && function.isWhole();
        boolean onReturn = place.onReturn() || whole && parsed.stream().anyMatch(DefinitionParser::needsReturn);
        if (onReturn) {
            parsed.forEach(argument -> requireAvailable(argument, "at the return of a function", true));
        } else if (!whole) {
            parsed.forEach(this::requireNoCallRegisters);
        }
        return new ProbeDefinition(scanner.text(), place.target(), place.place(), onReturn, named(parsed));
    }

    /** Arguments stay where they are in such a context until the function's end, so its result may stand beside them. */
    private ProbeDefinition ofArguments(PlaceParser.Parsed place, List<Parsed> parsed) {
        Mechanism mechanism = place.mechanism();
        for (Parsed argument : parsed) {
            if (needsReturn(argument) && !mechanism.hasResult()) {
                throw scanner.errorAt(
                        argument.column(),
                        "$retval is not there at " + mechanism.word() + ": the programs of fexit and fmod_ret get it");
            }
        }
        return new ProbeDefinition(
                scanner.text(), mechanism, place.target(), place.place(), mechanism == Mechanism.FEXIT, named(parsed));
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
        if (paths.startsPath()) {
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

    /** A path; null for {@code $argN} alone, and for {@code $retval} with a type of the fetch language: those are fetches. */
    private @Nullable PathExpression path() {
        int column = scanner.column();
        boolean bare = scanner.peek() == '$';
        PathParser.Parsed path = paths.path();
        bare &= path.steps().isEmpty();
        if (!scanner.skipBlanks().take(":")) {
            boolean register = bare && path.root() instanceof PathRoot.Argument;
            return register ? null : pathOf(path, column, ValueTypeParser.ValueType.NOTHING);
        }
        boolean mayBeFetch =
                bare && (path.root() instanceof PathRoot.Argument || path.root() instanceof PathRoot.ReturnValue);
        return mayBeFetch && !valueTypes.startsValueType() ? null : pathOf(path, column, valueTypes.valueType());
    }

    private static PathExpression pathOf(PathParser.Parsed path, int column, ValueTypeParser.ValueType type) {
        return new PathExpression(path.root(), column, path.steps(), type.text(), type.display());
    }

    private static boolean needsReturn(Parsed argument) {
        return argument.path() != null && argument.path().isReturnValue()
                || argument.fetch() != null && argument.fetch().operand() instanceof FetchOperand.ReturnValue;
    }

    private void requireAvailable(Parsed argument, String where, boolean parameters) {
        PathExpression path = argument.path();
        if (path != null && (parameters && path.needsEntry() || path.start() instanceof PathRoot.Argument)) {
            String what = path.start() instanceof PathRoot.Parameter ? "parameter '" + path.root() + "'" : path.root();
            throw unavailable(path.column(), what, where);
        }
        FetchExpression fetch = argument.fetch();
        if (fetch != null && fetch.operand() instanceof FetchOperand.Argument operand) {
            throw unavailable(operand.column(), "$arg" + operand.number(), where);
        }
    }

    private ProbeSyntaxException unavailable(int column, String what, String where) {
        return scanner.errorAt(
                column,
                what + " cannot be read " + where + ": its register has been used for other things by then; probe the"
                        + " entry with a definition of its own");
    }

    /** Inside a function, the registers of the call hold anything. Where variables are then, debug information may say. */
    private void requireNoCallRegisters(Parsed argument) {
        requireAvailable(argument, "inside a function", false);
        if (needsReturn(argument)) {
            throw scanner.errorAt(argument.column(), "$retval is there only at the return of a whole function");
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
        String name = path.start().name();
        for (PathStep step : path.steps()) {
            if (step instanceof PathStep.Member member) {
                name = member.name();
            } else if (step instanceof PathStep.ContainerOf container) {
                name = container.type().name();
            }
        }
        return name;
    }
}
