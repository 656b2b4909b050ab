// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An instruction that a path went through, linked to the one before it on that path. */
final class PathNode {
    private static final Pattern ENTRY = Pattern.compile("(R\\d+|fp-\\d+)(?:_[rwD]+)?=(\\S*(?: 0x[0-9a-f]+\\)\\S*)*)");
    private static final Pattern JUMP = Pattern.compile(".*goto pc([+-]\\d+)");

    final @Nullable PathNode parent;
    final int slot;
    /** {@code (79) r1 = *(u64 *)(r0 +0)}. */
    final String instruction;

    final InstructionParts parts;
    /** How many functions deep. */
    final int depth;

    private final Map<String, String> printed = new HashMap<>();
    /** Known that the path forked here. */
    boolean hasForked;

    PathNode(@Nullable PathNode parent, int slot, String instruction, int depth) {
        this.parent = parent;
        this.slot = slot;
        this.instruction = instruction;
        this.depth = depth;
        parts = InstructionParts.of(instruction);
    }

    /** What is known before the first instruction. */
    static PathNode start(String state) {
        PathNode start = new PathNode(null, -1, "", 0);
        start.print(state);
        return start;
    }

    /** Adds what the log says of the state behind this instruction. */
    void print(String state) {
        Matcher entry = ENTRY.matcher(state);
        while (entry.find()) {
            printed.put(entry.group(1), entry.group(2));
        }
    }

    /** A register as last printed on the path, or empty if it has changed since or was never printed. */
    String stateOf(int register) {
        for (PathNode node = this; node != null; node = node.parent) {
            if (node.depth != depth) {
                continue;
            }
            String state = node.printed.get("R" + register);
            if (state != null) {
                return state;
            }
            if (node.parts.changes(register)) {
                return "";
            }
        }
        return "";
    }

    /** Whether the log says anything of the register behind this instruction. */
    boolean prints(int register) {
        return printed.containsKey("R" + register);
    }

    boolean isExit() {
        return instruction.endsWith(" exit");
    }

    boolean leadsTo(int target) {
        Matcher jump = JUMP.matcher(instruction);
        return target == slot + 1 || jump.matches() && target == slot + 1 + Integer.parseInt(jump.group(1));
    }

    /** The path before this instruction begins where the program does. */
    boolean isCompleteBefore() {
        PathNode first = this;
        while (first.parent != null) {
            first = first.parent;
        }
        return first.slot <= 0;
    }
}
