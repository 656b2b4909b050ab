// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the value of a register comes from: followed backwards along the path of a log, told forwards. */
final class ValuePath {
    private static final int MAX_STEPS = 6;
    private static final int FRAME_POINTER = 10;

    private final Deque<Found> found = new ArrayDeque<>();
    private @Nullable PathNode origin;
    private boolean reachedStart;

    /**
     * One station of the value.
     *
     * @param register whose value it is there
     */
    record Found(PathNode node, int register, String text) {}

    private ValuePath() {}

    /** Follows the value that a register has before an instruction. */
    static ValuePath before(PathNode failing, int register) {
        ValuePath path = new ValuePath();
        path.follow(failing, register);
        return path;
    }

    /** From where it came to where it went. */
    List<Found> steps() {
        return List.copyOf(found);
    }

    /** The instruction that made the value, if it is on the path. */
    @Nullable
    PathNode origin() {
        return origin;
    }

    /** Nothing set the register since the program began. */
    boolean isNeverSet() {
        return reachedStart && origin == null;
    }

    private void follow(PathNode failing, int start) {
        int register = start;
        PathNode node = failing;
        boolean refined = false;
        while (found.size() < MAX_STEPS) {
            PathNode before = node.parent;
            if (before == null) {
                reachedStart = node.slot <= 0;
                return;
            }
            if (before.depth > node.depth && register == 0 && before.isExit()) {
                // What the function returned is made in there.
                node = before;
                continue;
            }
            if (before.depth > node.depth) {
                before = skipCallee(before, node.depth);
                if (before == null) {
                    return;
                }
            } else if (before.depth < node.depth) {
                if (register == 0 || register > 5) {
                    return;
                }
                node = before;
                continue;
            }
            node = before;
            InstructionParts parts = node.parts;
            if (parts.is(InstructionParts.Kind.BRANCH)) {
                boolean compares = parts.writes() == register || parts.reads() == register;
                if (compares && !refined && node.prints(register)) {
                    refined = true;
                    step(
                            node,
                            register,
                            "r" + register + " is " + ValueText.of(node.stateOf(register)) + " since insn " + node.slot
                                    + ": " + bare(node));
                }
                continue;
            }
            if (!parts.changes(register)) {
                continue;
            }
            int next = written(node, register);
            if (next < 0) {
                return;
            }
            if (next != register) {
                refined = false;
            }
            register = next;
        }
    }

    /** Tells what an instruction made of the register, and which register to follow before it; -1 for the end. */
    private int written(PathNode node, int register) {
        InstructionParts parts = node.parts;
        String name = "r" + register;
        String insn = " insn " + node.slot;
        switch (parts.kind()) {
            case MOVE -> {
                return parts.reads();
            }
            case CALL, FUNCTION_CALL -> {
                origin = node;
                step(node, register, call(node, register));
                return -1;
            }
            case LOAD -> {
                PathNode store = isStack(node, parts.reads()) ? storeBefore(node, parts.offset()) : null;
                if (store != null && storedRegister(store) >= 0) {
                    step(
                            node,
                            register,
                            name + " was read from the stack at fp" + signed(parts.offset()) + " at" + insn);
                    return followStore(store);
                }
                origin = node;
                step(
                        node,
                        register,
                        name + " was read at" + insn + source(node, parts.reads()) + state(node, register));
                return -1;
            }
            case ARITHMETIC -> {
                String state = node.stateOf(register);
                step(
                        node,
                        register,
                        name + (state.isEmpty() ? " was computed at" : " is " + ValueText.of(state) + " since") + insn
                                + ": " + bare(node));
                boolean movesPointer = parts.reads() >= 0 && !isNumber(node.parent, register);
                return movesPointer ? parts.reads() : register;
            }
            case CONSTANT -> {
                origin = node;
                step(node, register, name + " is set at" + insn + ": " + bare(node));
                return -1;
            }
            default -> {
                origin = node;
                step(node, register, name + " is set at" + insn + ": " + bare(node) + state(node, register));
                return -1;
            }
        }
    }

    /** A value that was stored is followed from the store on; the walk goes on from there. */
    private int followStore(PathNode store) {
        ValuePath rest = new ValuePath();
        rest.follow(store, storedRegister(store));
        Deque<Found> later = new ArrayDeque<>(found);
        found.clear();
        found.addAll(rest.found);
        found.addAll(later);
        origin = rest.origin;
        return -1;
    }

    private static String call(PathNode node, int register) {
        if (register != 0) {
            return "r" + register + " lost its value at insn " + node.slot + ": calls overwrite r1 to r5";
        }
        String callee = node.parts.is(InstructionParts.Kind.CALL) ? node.parts.name() : "a function of the program";
        String state = node.stateOf(0);
        return state.contains("_or_null")
                ? "r0 may be null since insn " + node.slot + ": " + callee
                : "r0 is what " + callee + " returned at insn " + node.slot + state(node, 0);
    }

    private static String state(PathNode node, int register) {
        String state = node.stateOf(register);
        return state.isEmpty() ? "" : ": " + ValueText.of(state);
    }

    /** What a load reads through. */
    private static String source(PathNode node, int base) {
        String state = node.parent == null ? "" : node.parent.stateOf(base);
        int end = state.indexOf('(');
        String type = end < 0 ? state : state.substring(0, end);
        return switch (type) {
            case "" -> "";
            case "ctx" -> " from the context";
            default -> type.matches("-?(0x)?[0-9a-f]+") ? "" : " from " + type;
        };
    }

    private static boolean isStack(PathNode node, int base) {
        return base == FRAME_POINTER;
    }

    private static @Nullable PathNode storeBefore(PathNode load, int offset) {
        for (PathNode node = load.parent; node != null; node = node.parent) {
            if (node.depth == load.depth
                    && node.parts.is(InstructionParts.Kind.STORE)
                    && node.parts.reads() == FRAME_POINTER
                    && node.parts.offset() == offset) {
                return node;
            }
        }
        return null;
    }

    private static int storedRegister(PathNode store) {
        String value = store.instruction.substring(store.instruction.lastIndexOf(' ') + 1);
        return value.matches("[rw]\\d{1,2}") ? Integer.parseInt(value.substring(1)) : -1;
    }

    /** The call that a callee was entered by, seen from behind it. */
    private static @Nullable PathNode skipCallee(PathNode inside, int depth) {
        PathNode node = inside;
        while (node != null && node.depth > depth) {
            node = node.parent;
        }
        return node;
    }

    private static boolean isNumber(@Nullable PathNode node, int register) {
        String state = node == null ? "" : node.stateOf(register);
        return state.isEmpty() || state.matches("P?(scalar|inv|-?\\d|0x).*");
    }

    private void step(PathNode node, int register, String text) {
        found.addFirst(new Found(node, register, text));
    }

    private static String bare(PathNode node) {
        return node.instruction.replaceFirst("^\\([0-9a-f]{2}\\) ", "");
    }

    private static String signed(int offset) {
        return (offset < 0 ? "" : "+") + offset;
    }
}
