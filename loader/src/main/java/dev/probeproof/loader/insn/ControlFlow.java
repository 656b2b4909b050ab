// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which statements of a {@link Code} control can get to, whatever the values. */
final class ControlFlow {
    private final Code code;
    private final Set<CodeElement> reached = new HashSet<>();
    private final Deque<CodeElement> open = new ArrayDeque<>();
    private boolean indirect;

    ControlFlow(Code code) {
        this.code = code;
    }

    /** In order; none if there are jumps that may go anywhere. */
    List<Statement> unreachable() {
        if (code.first() != null) {
            open.push(code.first());
        }
        while (!open.isEmpty()) {
            follow(open.pop());
        }
        List<Statement> unreachable = new ArrayList<>(code.statements());
        unreachable.removeIf(statement -> indirect || reached.contains(statement));
        return unreachable;
    }

    private void follow(CodeElement start) {
        for (CodeElement element = start; element != null && reached.add(element); element = element.next) {
            if (element instanceof Statement statement) {
                Operation operation = statement.operation();
                if (statement.target() != null) {
                    open.push(statement.target());
                }
                indirect |= operation instanceof Operation.IndirectJump;
                if (!operation.fallsThrough()) {
                    return;
                }
            }
        }
    }
}
