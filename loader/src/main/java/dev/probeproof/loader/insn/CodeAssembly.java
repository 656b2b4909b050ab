// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A {@link Code} to slots: gives every element its place, lengthens jumps that need it, and fills in distances. */
final class CodeAssembly {
    /** {@code if ... goto +1; goto +1; gotol}: works for all comparisons; one of them has no opposite. */
    private static final int LONG_BRANCH_SLOTS = 3;

    private final Code code;
    private final boolean longJumps;
    private final List<CodeElement> elements;
    private final Map<CodeElement, Integer> places = new IdentityHashMap<>();
    private final Set<Statement> lengthened = new HashSet<>();
    private int size;

    CodeAssembly(Code code, boolean longJumps) {
        this.code = code;
        this.longJumps = longJumps;
        this.elements = code.elements();
    }

    AssembledCode assemble() {
        do {
            place();
        } while (longJumps && lengthen());
        List<Instruction> slots = new ArrayList<>(size);
        for (CodeElement element : elements) {
            if (element instanceof Statement statement) {
                encode(statement, slots);
            }
        }
        return new AssembledCode(Instructions.of(slots), mapping());
    }

    private void place() {
        size = 0;
        for (CodeElement element : elements) {
            places.put(element, size);
            size += element instanceof Statement statement ? slots(statement) : 0;
        }
    }

    private int slots(Statement statement) {
        boolean branch = statement.operation().fallsThrough();
        return lengthened.contains(statement) && branch ? LONG_BRANCH_SLOTS : statement.slots();
    }

    /** Longer jumps push others out of reach, never back into it, so this ends. */
    private boolean lengthen() {
        boolean more = false;
        for (CodeElement element : elements) {
            if (element instanceof Statement statement && !fits(statement) && canBeLong(statement)) {
                more |= lengthened.add(statement);
            }
        }
        return more;
    }

    private boolean fits(Statement statement) {
        if (statement.target() == null || statement.isByImmediate()) {
            return true;
        }
        int distance = distance(statement, 0);
        return distance == (short) distance;
    }

    private static boolean canBeLong(Statement statement) {
        return !(statement.operation() instanceof Operation.MayGoto);
    }

    private int distance(Statement statement, int behind) {
        Label target = statement.target();
        Integer place = target == null ? null : places.get(target);
        if (target == null || place == null) {
            throw new CodeException(
                    CodeException.Problem.LABEL_NOT_PLACED,
                    place(statement),
                    "insn " + place(statement) + " '" + statement + "' refers to a label that is not in the code");
        }
        return place - place(statement) - behind - 1;
    }

    private int place(Statement statement) {
        return places.getOrDefault(statement, 0);
    }

    private void encode(Statement statement, List<Instruction> slots) {
        if (statement.target() == null) {
            slots.addAll(statement.encode(0));
        } else if (!lengthened.contains(statement)) {
            if (!fits(statement)) {
                throw tooFar(statement);
            }
            slots.addAll(statement.encode(distance(statement, 0)));
        } else {
            int before = slots.size();
            if (statement.operation().fallsThrough()) {
                slots.addAll(statement.encode(1));
                slots.add(Insn.goTo(1));
            }
            slots.addAll(new Operation.Jump(true, distance(statement, slots.size() - before)).encode());
        }
    }

    private CodeException tooFar(Statement statement) {
        String hint = canBeLong(statement)
                ? "\n  hint: gotol (Linux 6.6) reaches any instruction: assembleWithLongJumps() uses it where needed"
                : "\n  hint: a may_goto has no longer form; let it jump to a gotol (Linux 6.6) nearby";
        return new CodeException(
                CodeException.Problem.JUMP_TOO_FAR,
                place(statement),
                "insn " + place(statement) + " '" + statement + "' jumps by " + distance(statement, 0)
                        + " instructions, 16 bits reach from -32768 to 32767" + hint);
    }

    private SlotMapping mapping() {
        int[] slots = new int[code.oldSize()];
        int[] starts = new int[code.oldSize() + 1];
        Arrays.fill(slots, -1);
        Arrays.fill(starts, -1);
        for (CodeElement element : elements) {
            start(starts, element.origin, places.get(element));
            if (element instanceof Statement statement && element.origin >= 0) {
                for (int half = 0; half < statement.slots(); half++) {
                    slots[element.origin + half] = places.get(element) + half;
                }
            }
        }
        code.replacements().forEach((old, replacement) -> {
            CodeElement now = replacement;
            while (now != null && !places.containsKey(now)) {
                now = code.replacements().get(now);
            }
            if (now != null) {
                start(starts, old.origin, places.get(now));
            }
        });
        starts[code.oldSize()] = size;
        for (int old = code.oldSize() - 1; old >= 0; old--) {
            if (starts[old] < 0) {
                starts[old] = slots[old] >= 0 ? slots[old] : starts[old + 1];
            }
        }
        return new SlotMapping(slots, starts);
    }

    /** The first element from an old slot says where that place is: a label, if one stands before the statement. */
    private static void start(int[] starts, int origin, int place) {
        if (origin >= 0 && (starts[origin] < 0 || starts[origin] > place)) {
            starts[origin] = place;
        }
    }
}
