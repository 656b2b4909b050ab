// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A C path for {@link Probe#fetch}, made of method calls instead of text. The operators that C writes in front ({@code *}, {@code
 * &}, casts) are static methods around what they apply to.
 *
 * <p>Paths are values: each method leaves the one it is called on as it is.
 */
public final class ProbePath {
    private final PathExpression path;

    private ProbePath(PathExpression path) {
        this.path = path;
    }

    /** A parameter of the function, by name. */
    public static ProbePath arg(String name) {
        return of(new PathRoot.Parameter(identifier(name)));
    }

    /** {@code $argN}: a parameter of the function, by number from 1. */
    public static ProbePath arg(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("arguments are numbered from 1, not " + number);
        }
        return of(new PathRoot.Argument(number));
    }

    /** {@code $retval}: what the function returns. */
    public static ProbePath returned() {
        return of(new PathRoot.ReturnValue());
    }

    /** {@code $global(NAME)}: a variable of the kernel. */
    public static ProbePath global(String name) {
        return of(new PathRoot.Global(identifier(name)));
    }

    /** {@code $percpu(NAME)}: the copy that the current CPU has of a per-CPU variable. */
    public static ProbePath perCpu(String name) {
        return of(new PathRoot.PerCpu(identifier(name), PathRoot.THIS_CPU));
    }

    /** {@code $percpu(NAME, CPU)}: the copy that another CPU has. */
    public static ProbePath perCpu(String name, int cpu) {
        return of(new PathRoot.PerCpu(identifier(name), cpu));
    }

    /**
     * A path as text, such as {@code file->f_path}.
     *
     * @throws ProbeSyntaxException if it is none
     */
    public static ProbePath path(String text) {
        DefinitionScanner scanner = new DefinitionScanner(text);
        scanner.skipBlanks();
        PathParser.Parsed read = new PathParser(scanner).path();
        if (!scanner.skipBlanks().atEnd()) {
            throw scanner.error("expected the end but found " + scanner.found());
        }
        return new ProbePath(new PathExpression(read.root(), 1, read.steps(), null, DisplayRequest.BY_TYPE));
    }

    /**
     * {@code (TYPE)path}.
     *
     * @param type such as {@code struct sock *} or {@code u32}
     * @throws ProbeSyntaxException if the type is none
     */
    public static ProbePath cast(String type, ProbePath path) {
        return path("(" + type + ")" + path.operand());
    }

    /** {@code &path}: the address, which is not read. */
    public static ProbePath addressOf(ProbePath path) {
        return path("&" + path.operand());
    }

    /** {@code *path}: what a pointer points to. */
    public static ProbePath deref(ProbePath path) {
        return path("*" + path.operand());
    }

    /**
     * {@code container_of(pointer, TYPE, MEMBER)}: the address of the struct that has the member that the pointer points to.
     *
     * @param type such as {@code struct task_struct}
     * @param member such as {@code rcu} or {@code se.run_node}
     * @throws ProbeSyntaxException if type or member is none
     */
    public static ProbePath containerOf(ProbePath pointer, String type, String member) {
        return path("container_of(" + pointer.operand() + ", " + type + ", " + member + ")");
    }

    /** {@code path->name}. */
    public ProbePath arrow(String name) {
        return step(new PathStep.Member(identifier(name), true, 0));
    }

    /** {@code path.name}. */
    public ProbePath dot(String name) {
        return step(new PathStep.Member(identifier(name), false, 0));
    }

    /** {@code path[index]}. */
    public ProbePath index(int index) {
        return step(new PathStep.Index(index, 0));
    }

    /** {@code path@user}: the pointer leads to user memory, and so do those found there. */
    public ProbePath user() {
        return step(new PathStep.Space(AddressSpaceKind.USER, 0));
    }

    /** {@code path@kernel}: the pointer leads to kernel memory, and so do those found there. */
    public ProbePath kernel() {
        return step(new PathStep.Space(AddressSpaceKind.KERNEL, 0));
    }

    /** {@code path:string}. */
    public ProbePath string() {
        return string(TextType.DEFAULT_BYTES);
    }

    /** {@code path:string(N)}: text of at most that many bytes, NUL included. */
    public ProbePath string(int maxBytes) {
        return as(new TextType(maxBytes, AddressSpaceKind.KERNEL), DisplayRequest.BY_TYPE);
    }

    /** {@code path:ustring}: text in user memory. */
    public ProbePath userString() {
        return userString(TextType.DEFAULT_BYTES);
    }

    /** {@code path:ustring(N)}. */
    public ProbePath userString(int maxBytes) {
        return as(new TextType(maxBytes, AddressSpaceKind.USER), DisplayRequest.BY_TYPE);
    }

    /** {@code path:hex}: shown in hexadecimal. */
    public ProbePath hex() {
        return as(null, new DisplayRequest.Hexadecimal());
    }

    /** {@code path:dec}: shown as a number, also if it is an enum. */
    public ProbePath decimal() {
        return as(null, new DisplayRequest.Decimal());
    }

    /** {@code path:char}: shown as a character. */
    public ProbePath character() {
        return as(null, new DisplayRequest.Character());
    }

    /** {@code path:sym}: shown as symbol and offset. */
    public ProbePath symbol() {
        return as(null, new DisplayRequest.SymbolAndOffset());
    }

    /** {@code path:enum(NAME)}: shown as a name out of that enum. */
    public ProbePath enumeration(String name) {
        return as(null, new DisplayRequest.Enumeration(identifier(name), 0));
    }

    /** {@code path:flags(NAME)}: shown bit by bit in the names of that enum. */
    public ProbePath flags(String name) {
        return as(null, new DisplayRequest.Flags(identifier(name), 0));
    }

    /** As it is written in a definition, type included. */
    @Override
    public String toString() {
        TextType text = path.textType();
        String type = text == null ? path.display().toString() : text.toString();
        return path + (type.isEmpty() ? "" : ":" + type);
    }

    /** The text that an operator is applied to. */
    private String operand() {
        requireNoType();
        return path.toString();
    }

    private void requireNoType() {
        if (path.textType() != null || !path.display().equals(DisplayRequest.BY_TYPE)) {
            throw new IllegalStateException("the type comes last, nothing can be selected from " + this);
        }
    }

    private static ProbePath of(PathRoot root) {
        return new ProbePath(new PathExpression(root, 1, List.of(), null, DisplayRequest.BY_TYPE));
    }

    private ProbePath step(PathStep step) {
        requireNoType();
        List<PathStep> steps = new ArrayList<>(path.steps());
        steps.add(step);
        return new ProbePath(new PathExpression(path.start(), 1, steps, null, DisplayRequest.BY_TYPE));
    }

    private ProbePath as(@Nullable TextType text, DisplayRequest display) {
        requireNoType();
        return new ProbePath(new PathExpression(path.start(), 1, path.steps(), text, display));
    }

    /** The name, if it is a C identifier; anything else would change what the text around it means. */
    static String identifier(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("'" + name + "' is no name");
        }
        return name;
    }
}
