// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that can be edited: statements and labels in order. Jumps, calls and function addresses name labels, so
 * instructions can be put, removed and replaced anywhere; distances are found when all is done.
 *
 * <pre>{@code
 * Code code = Code.of(program);
 * for (Statement statement : code.statements()) {
 *     if (statement.operation() instanceof Operation.Call call && call.isHelper(HelperId.PROBE_READ_KERNEL)) {
 *         code.replace(statement, Statement.of(Insn.call(HelperId.PROBE_READ)));
 *     }
 * }
 * Instructions edited = code.assemble().instructions();
 * }</pre>
 *
 * <p>Labels stand where something refers to: {@code function_17:} for the start of a function, {@code L17:} for the target
 * of a jump, in that order where one slot is both. So what is put behind the label of a function runs once a call, and
 * what is put before a statement runs as often as that statement. The program itself starts with {@code function_0:}.
 *
 * <p>Not for several threads.
 */
public final class Code {
    private final int oldSize;
    private @Nullable CodeElement first;
    private @Nullable CodeElement last;
    private final Map<CodeElement, CodeElement> replacements = new IdentityHashMap<>();

    private Code(int oldSize) {
        this.oldSize = oldSize;
    }

    /** Code with nothing in it. */
    public static Code empty() {
        return new Code(0);
    }

    /**
     * The code of a linked program, with labels for all that is referred to. Assembled at once it gives the same slots.
     *
     * @throws CodeException if something refers to what is no instruction of the program
     */
    public static Code of(Instructions program) {
        Code code = new Code(program.size());
        CodeLabels labels = CodeLabels.of(program);
        for (int slot = 0; slot < program.size(); ) {
            for (Label label : labels.at(slot)) {
                code.append(label);
            }
            int size = Operation.at(program, slot).slots();
            code.append(Statement.read(program.asList().subList(slot, slot + size), labels.target(slot), slot));
            slot += size;
        }
        return code;
    }

    /** What it consists of now; later changes do not show in the list. */
    public List<CodeElement> elements() {
        List<CodeElement> elements = new ArrayList<>();
        for (CodeElement element = first; element != null; element = element.next) {
            elements.add(element);
        }
        return elements;
    }

    /** The statements of now, in order; later changes do not show in the list. */
    public List<Statement> statements() {
        List<Statement> statements = new ArrayList<>();
        for (CodeElement element = first; element != null; element = element.next) {
            if (element instanceof Statement statement) {
                statements.add(statement);
            }
        }
        return statements;
    }

    /** The first statement of every basic block: what is put before it runs once whenever the block does. */
    public List<Statement> blockStarts() {
        List<Statement> starts = new ArrayList<>();
        boolean start = true;
        for (CodeElement element = first; element != null; element = element.next) {
            if (element instanceof Statement statement) {
                if (start) {
                    starts.add(statement);
                }
                Operation operation = statement.operation();
                start = operation.jump().isPresent() || !operation.fallsThrough();
            } else {
                start = true;
            }
        }
        return starts;
    }

    /** Puts elements at the end. */
    public Code append(CodeElement... elements) {
        for (CodeElement element : elements) {
            link(last, element, null);
        }
        return this;
    }

    /** Puts elements before one: where that is a statement, labels before it lead to them. */
    public Code insertBefore(CodeElement place, CodeElement... elements) {
        checkOwn(place);
        for (CodeElement element : elements) {
            link(place.previous, element, place);
        }
        return this;
    }

    /** Puts elements behind one: where that is a label, those who refer to it come by them. */
    public Code insertAfter(CodeElement place, CodeElement... elements) {
        checkOwn(place);
        CodeElement before = place;
        for (CodeElement element : elements) {
            link(before, element, before.next);
            before = element;
        }
        return this;
    }

    /** Takes an element out; it may be put elsewhere then. Labels before a statement lead to what came behind it. */
    public Code remove(CodeElement element) {
        checkOwn(element);
        CodeElement previous = element.previous;
        CodeElement next = element.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        element.previous = null;
        element.next = null;
        element.owner = null;
        return this;
    }

    /** Puts elements where a statement was. Records of that place follow, what belongs to the very statement does not. */
    public Code replace(Statement old, CodeElement... elements) {
        insertBefore(old, elements);
        remove(old);
        if (elements.length > 0) {
            replacements.put(old, elements[0]);
        }
        return this;
    }

    /**
     * Removes statements that control cannot get to, whatever the values: behind {@code exit} and {@code goto} without a
     * label that is used, and functions that nothing refers to. With indirect jumps, nothing is removed.
     *
     * @return how many were removed
     */
    public int removeUnreachable() {
        List<Statement> dead = new ControlFlow(this).unreachable();
        dead.forEach(this::remove);
        return dead.size();
    }

    /**
     * The instructions, with all distances.
     *
     * @throws CodeException if a jump is too far or a label is missing
     */
    public AssembledCode assemble() {
        return new CodeAssembly(this, false).assemble();
    }

    /**
     * As {@link #assemble}, for Linux 6.6 and later: a jump that is too far becomes {@code gotol}, a branch one around a
     * {@code gotol}.
     *
     * @throws CodeException if a label is missing, or a {@code may_goto}, for which there is no long form, is too far
     */
    public AssembledCode assembleWithLongJumps() {
        return new CodeAssembly(this, true).assemble();
    }

    /** One line an element, which {@link Assembler} reads as the same instructions. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (CodeElement element = first; element != null; element = element.next) {
            text.append(element instanceof Statement ? "  " : "")
                    .append(element)
                    .append('\n');
        }
        return text.toString();
    }

    int oldSize() {
        return oldSize;
    }

    @Nullable
    CodeElement first() {
        return first;
    }

    /** By what was replaced: what stands there instead. */
    Map<CodeElement, CodeElement> replacements() {
        return replacements;
    }

    private void link(@Nullable CodeElement previous, CodeElement element, @Nullable CodeElement next) {
        if (element.owner != null) {
            throw new IllegalArgumentException("is in a code already: " + element);
        }
        element.owner = this;
        element.previous = previous;
        element.next = next;
        if (previous == null) {
            first = element;
        } else {
            previous.next = element;
        }
        if (next == null) {
            last = element;
        } else {
            next.previous = element;
        }
    }

    private void checkOwn(CodeElement element) {
        if (element.owner != this) {
            throw new IllegalArgumentException("is not in this code: " + element);
        }
    }
}
