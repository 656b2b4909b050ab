// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads C paths, without the type behind them; the grammar is in {@link DefinitionParser}. No operator has two operands, so
 * {@code (NAME)} is a cast where an operand follows, and a parenthesised path where none does.
 */
final class PathParser {
    /** Steps of one path, and nested parentheses; more is no mistake anybody makes by hand. */
    private static final int MAX_STEPS = 64;

    /** Spellings of {@code container_of} in the kernel, for one kind of list or another. */
    private static final Set<String> CONTAINER_OF = Set.of(
            "container_of",
            "container_of_const",
            "list_entry",
            "hlist_entry",
            "hlist_nulls_entry",
            "llist_entry",
            "rb_entry");

    /** Made when a dollar was seen: most definitions have none, and it takes as long as parsing several of them. */
    private static final class Variables {
        static final Pattern PATTERN = Pattern.compile("\\$(retval|arg([1-9][0-9]{0,2})|global|percpu)(?!\\w)");
    }

    private final DefinitionScanner scanner;
    private final TypeNameParser types;
    private List<PathStep> steps = new ArrayList<>();

    PathParser(DefinitionScanner scanner) {
        this.scanner = scanner;
        this.types = new TypeNameParser(scanner);
    }

    /** A root and the operators applied to it. */
    record Parsed(PathRoot root, List<PathStep> steps) {}

    boolean startsPath() {
        char next = scanner.peek();
        return next == '*' || next == '&' || next == '(' || scanner.startsName() || variable() != null;
    }

    Parsed path() {
        steps = new ArrayList<>();
        PathRoot root = unary(0);
        return new Parsed(root, steps);
    }

    private @Nullable Matcher variable() {
        if (scanner.peek() != '$') {
            return null;
        }
        Matcher variable = Variables.PATTERN
                .matcher(scanner.text())
                .region(scanner.position(), scanner.text().length());
        return variable.lookingAt() ? variable : null;
    }

    private void add(PathStep step) {
        if (steps.size() == MAX_STEPS) {
            throw scanner.errorAt(step.column(), "a path of more than " + MAX_STEPS + " steps");
        }
        steps.add(step);
    }

    private PathRoot unary(int depth) {
        int column = scanner.skipBlanks().column();
        if (depth > MAX_STEPS) {
            throw scanner.error("more than " + MAX_STEPS + " nested operators");
        }
        PathStep operator = null;
        if (scanner.take("*")) {
            operator = new PathStep.Dereference(column);
        } else if (scanner.take("&")) {
            operator = new PathStep.AddressOf(column);
        } else if (startsCast()) {
            operator = new PathStep.Cast(castType(), column);
        }
        if (operator != null) {
            PathRoot root = unary(depth + 1);
            add(operator);
            return root;
        }
        PathRoot root = primary(depth);
        while (postfix()) {
            scanner.skipBlanks();
        }
        return root;
    }

    private boolean startsCast() {
        int before = scanner.position();
        boolean cast = scanner.take("(") && scanner.skipBlanks().startsName() && isCast(scanner.name("a type"));
        scanner.backTo(before);
        return cast;
    }

    private boolean isCast(String first) {
        if (TypeNameParser.isTypeWord(first)) {
            return true;
        }
        scanner.skipBlanks();
        if (!scanner.take(")")) {
            return scanner.peek() == '*'
                    || scanner.startsName() && TypeNameParser.isTypeWord(scanner.name("a qualifier"));
        }
        char next = scanner.skipBlanks().peek();
        return scanner.startsName() || next == '(' || next == '*' || next == '&' || next == '$';
    }

    private TypeName castType() {
        scanner.expect("(", "before a type");
        TypeName type = types.type();
        scanner.skipBlanks().expect(")", "after the type of a cast");
        boolean composite = type.kind() == TypeName.Kind.STRUCT || type.kind() == TypeName.Kind.UNION;
        if (!type.isPointer() && (composite || type.name().equals("void"))) {
            throw scanner.errorAt(type.column(), "nothing can be cast to " + type + ", only to " + type + " *");
        }
        return type;
    }

    private PathRoot primary(int depth) {
        if (scanner.take("(")) {
            PathRoot root = unary(depth + 1);
            scanner.skipBlanks().expect(")", "after a path in parentheses");
            return root;
        }
        Matcher variable = variable();
        if (variable != null) {
            return variable(variable);
        }
        int column = scanner.column();
        String name = scanner.name("a parameter");
        if (scanner.peek() != '(') {
            return new PathRoot.Parameter(name);
        }
        if (!CONTAINER_OF.contains(name)) {
            throw scanner.errorAt(
                    column,
                    "nothing can be called in a probe; there is container_of(POINTER, struct NAME, MEMBER)",
                    Nearest.of(name, List.copyOf(CONTAINER_OF)));
        }
        return containerOf(column, depth);
    }

    private PathRoot variable(Matcher variable) {
        scanner.backTo(variable.end());
        String word = variable.group(1);
        if (word.equals("retval")) {
            return new PathRoot.ReturnValue();
        } else if (word.startsWith("arg")) {
            return new PathRoot.Argument(Integer.parseInt(variable.group(2)));
        }
        scanner.skipBlanks().expect("(", "after $" + word);
        scanner.skipBlanks();
        String name = scanner.name("a variable of the kernel");
        int cpu = PathRoot.THIS_CPU;
        if (word.equals("percpu") && scanner.skipBlanks().take(",")) {
            scanner.skipBlanks();
            cpu = scanner.number("the number of a CPU", 0, 0xffff);
        }
        scanner.skipBlanks().expect(")", "after the name of a variable");
        return word.equals("global") ? new PathRoot.Global(name) : new PathRoot.PerCpu(name, cpu);
    }

    private PathRoot containerOf(int column, int depth) {
        scanner.expect("(", "after container_of");
        PathRoot root = unary(depth + 1);
        scanner.skipBlanks().expect(",", "after the pointer of container_of");
        TypeName type = types.type();
        if (type.isPointer()) {
            throw scanner.errorAt(type.column(), "container_of names the struct itself, without *");
        }
        scanner.skipBlanks().expect(",", "after the struct of container_of");
        List<PathStep> member = new ArrayList<>();
        do {
            int memberColumn = scanner.skipBlanks().column();
            member.add(new PathStep.Member(scanner.name("a member of " + type), false, memberColumn));
            while (scanner.skipBlanks().take("[")) {
                member.add(index());
            }
        } while (scanner.take(".") && member.size() < MAX_STEPS);
        scanner.expect(")", "after the member of container_of");
        add(new PathStep.ContainerOf(type, member, column));
        return root;
    }

    /** One more operator behind the path, if there is one. */
    private boolean postfix() {
        scanner.skipBlanks();
        boolean arrow = scanner.take("->");
        if (arrow || scanner.take(".")) {
            int column = scanner.skipBlanks().column();
            add(new PathStep.Member(scanner.name("a member after " + (arrow ? "->" : ".")), arrow, column));
        } else if (scanner.take("[")) {
            add(index());
        } else if (scanner.peek() == '@') {
            add(space());
        } else {
            return false;
        }
        return true;
    }

    private PathStep.Index index() {
        int column = scanner.skipBlanks().column();
        long index = scanner.signedNumber("an index");
        if (index != (int) index) {
            throw scanner.errorAt(column, "an index beyond 32 bits");
        }
        scanner.skipBlanks().expect("]", "after an index");
        return new PathStep.Index(index, column);
    }

    private PathStep.Space space() {
        int column = scanner.column();
        scanner.expect("@", "before user or kernel");
        String word = scanner.startsName() ? scanner.name("user or kernel") : "";
        return switch (word) {
            case "user" -> new PathStep.Space(AddressSpaceKind.USER, column);
            case "kernel" -> new PathStep.Space(AddressSpaceKind.KERNEL, column);
            default ->
                throw scanner.errorAt(
                        column,
                        "only @user or @kernel can follow a pointer: which memory it leads to",
                        Nearest.of(word, List.of("user", "kernel"), "@"));
        };
    }
}
