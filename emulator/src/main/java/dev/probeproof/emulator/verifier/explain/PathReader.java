// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path that a log ends on. Paths are written one behind the other, and each begins at a jump of one before it;
 * the jump that was left last is taken up first.
 */
final class PathReader {
    private final Deque<PathNode> forks = new ArrayDeque<>();
    private @Nullable PathNode current;
    private int depth;
    private boolean hasEnded;
    private String pendingState = "";

    private PathReader() {}

    /** The last instruction before a line of the log, or null if none was followed. */
    static @Nullable PathNode lastBefore(List<LogLine> lines, int end) {
        PathReader reader = new PathReader();
        for (LogLine line : lines.subList(0, end)) {
            reader.read(line);
        }
        return reader.current;
    }

    private void read(LogLine line) {
        switch (line.kind()) {
            case INSTRUCTION -> instruction(line);
            case STATE -> state(line);
            case FROM -> from(line);
            case OTHER -> other(line.text());
            default -> {}
        }
    }

    private void instruction(LogLine line) {
        if (hasEnded) {
            resume(line.slot());
        }
        if (current == null && !pendingState.isEmpty()) {
            current = PathNode.start(pendingState);
        }
        pendingState = "";
        PathNode node = new PathNode(current, line.slot(), line.text(), depth);
        node.print(line.state());
        current = node;
        if (node.parts.is(InstructionParts.Kind.BRANCH)) {
            node.hasForked = !line.state().isEmpty();
            forks.push(node);
        }
        hasEnded = node.isExit();
    }

    private void state(LogLine line) {
        if (hasEnded && line.slot() >= 0) {
            resume(line.slot());
        }
        if (current == null) {
            pendingState = line.state();
            return;
        }
        if (line.slot() < 0 && current.parts.is(InstructionParts.Kind.BRANCH)) {
            current.hasForked = true;
        }
        current.print(line.state());
    }

    private void from(LogLine line) {
        if (current != null && current.slot == line.from() && current.isExit() && depth < current.depth) {
            // A return: the path goes on in the caller.
            hasEnded = false;
            current.print(line.state());
            return;
        }
        PathNode fork = take(line.from(), -1);
        current = fork;
        depth = fork == null ? 0 : fork.depth;
        hasEnded = false;
        if (fork != null && !line.state().isEmpty()) {
            // The other side of the same jump has a state of its own.
            PathNode side = new PathNode(fork.parent, fork.slot, fork.instruction, fork.depth);
            side.print(line.state());
            current = side;
        }
    }

    private void other(String text) {
        if (text.equals("callee:")) {
            depth++;
        } else if (text.equals("returning from callee:")) {
            depth = Math.max(0, depth - 1);
            hasEnded = false;
        } else if (text.endsWith(": safe")) {
            hasEnded = true;
        }
    }

    /** Without a line that says so, a path goes on behind the jump left last that leads there. */
    private void resume(int slot) {
        hasEnded = false;
        PathNode fork = take(-1, slot);
        if (fork == null) {
            current = null;
            depth = 0;
            return;
        }
        current = new PathNode(fork.parent, fork.slot, fork.instruction, fork.depth);
        depth = fork.depth;
    }

    /** The jump left last that is at a slot, or leads to one; those that are known to have forked come first. */
    private @Nullable PathNode take(int slot, int target) {
        PathNode chosen = null;
        for (PathNode fork : forks) {
            boolean fits = slot >= 0 ? fork.slot == slot : fork.leadsTo(target);
            if (fits && (chosen == null || fork.hasForked && !chosen.hasForked)) {
                chosen = fork;
                if (fork.hasForked) {
                    break;
                }
            }
        }
        Iterator<PathNode> all = forks.iterator();
        while (chosen != null && all.hasNext()) {
            PathNode fork = all.next();
            all.remove();
            if (fork == chosen) {
                break;
            }
        }
        return chosen;
    }
}
