// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.uapi.HelperId;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of a program's control flow without values: where paths meet, and which registers matter there. */
final class ReachFlow {
    /** Helpers that run a function of the program, again and again. */
    private static final Set<Integer> CALLING_BACK = Set.of(
            HelperId.FOR_EACH_MAP_ELEM.number(),
            HelperId.TIMER_SET_CALLBACK.number(),
            HelperId.FIND_VMA.number(),
            HelperId.LOOP.number(),
            HelperId.USER_RINGBUF_DRAIN.number());

    private final @Nullable Operation[] operations;
    private final int[] live;
    /** Where more than one path may come by. */
    private final BitSet joins = new BitSet();
    /** Joins where a verifier may forget what differs between the rounds of a loop. */
    private final BitSet forgetful = new BitSet();

    private final BitSet functions = new BitSet();
    private final BitSet globals = new BitSet();
    private final BitSet forgetfulFunctions = new BitSet();

    private ReachFlow(Instructions program) {
        this.operations = new Operation[program.size()];
        this.live = new int[program.size() + 1];
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            operations[slot] = operation;
            slot += operation.slots();
        }
    }

    static ReachFlow of(RelocatedProgram program) {
        ReachFlow flow = new ReachFlow(program.instructions());
        flow.functions.set(0);
        flow.findJoins();
        flow.findForgetfulFunctions();
        flow.findGlobals(program.btf());
        flow.findLive();
        return flow;
    }

    /** Slots of the program. */
    int size() {
        return operations.length;
    }

    /** The operation that starts at a slot; null outside of the program and in the middle of a 64-bit load. */
    @Nullable
    Operation operation(int slot) {
        return slot >= 0 && slot < operations.length ? operations[slot] : null;
    }

    boolean isJoin(int slot) {
        return joins.get(slot);
    }

    /**
     * True where a verifier may forget constants that differ between two rounds of a loop: at iterators, callbacks and
     * {@code may_goto}, and where a function is called that has one.
     */
    boolean isForgetful(int slot) {
        return forgetful.get(slot);
    }

    boolean isForgetfulFunction(int slot) {
        return forgetfulFunctions.get(slot);
    }

    /** True for a function that a verifier looks at by itself, for any arguments. */
    boolean isGlobal(int slot) {
        return globals.get(slot);
    }

    BitSet globals() {
        return globals;
    }

    /** Registers that are read behind a slot before they are written. */
    int live(int slot) {
        return live[slot];
    }

    private void findJoins() {
        for (int slot = 0; slot < operations.length; slot++) {
            Operation operation = operations[slot];
            if (operation == null) {
                continue;
            }
            if (operation.jump().isPresent()) {
                markInside(joins, slot + 1L + operation.jump().getAsInt());
            }
            if (operation.function().isPresent()) {
                markInside(functions, slot + 1L + operation.function().getAsInt());
                joins.set(slot + operation.slots());
            }
            if (forgets(operation)) {
                forgetful.set(slot);
                joins.set(slot);
            }
        }
    }

    private static boolean forgets(Operation operation) {
        return operation instanceof Operation.MayGoto
                || operation instanceof Operation.Call call && (call.isKfunc() || callsBack(call));
    }

    /** True for a helper that runs functions of the program. */
    static boolean callsBack(Operation.Call call) {
        return call.isHelper() && CALLING_BACK.contains(call.immediate());
    }

    private void markInside(BitSet marks, long slot) {
        if (slot >= 0 && slot < operations.length) {
            marks.set((int) slot);
        }
    }

    /** A function is forgetful if it, or one that it calls, has a forgetful place; then every call of it is one. */
    private void findForgetfulFunctions() {
        boolean more = true;
        while (more) {
            more = false;
            for (int slot = 0; slot < operations.length; slot++) {
                Operation operation = operations[slot];
                if (operation instanceof Operation.Call call && call.isFunction() && !forgetful.get(slot)) {
                    long callee = slot + 1L + call.immediate();
                    if (callee >= 0 && callee < operations.length && forgetfulFunctions.get((int) callee)) {
                        forgetful.set(slot);
                        joins.set(slot);
                    }
                }
                if (forgetful.get(slot)) {
                    int function = functions.previousSetBit(slot);
                    more |= !forgetfulFunctions.get(function);
                    forgetfulFunctions.set(function);
                }
            }
        }
    }

    /** Where the types cannot be read, every function may be a global one. */
    private void findGlobals(@Nullable ProgramBtf records) {
        if (records == null || records.functions().isEmpty()) {
            return;
        }
        try {
            Btf types = BtfReader.read(records.blob());
            for (ProgramBtf.FuncInfo record : records.functions()) {
                boolean isStatic = types.type(record.typeId()) instanceof BtfType.Func function
                        && function.linkage() == BtfType.Func.STATIC;
                if (!isStatic && record.slot() != 0) {
                    globals.set(record.slot());
                }
            }
        } catch (ProbeproofException | IndexOutOfBoundsException unreadable) {
            // A kernel refuses such types, and what it would do with the program is not known.
            globals.or(functions);
            globals.clear(0);
        }
    }

    /** Backwards over all slots until nothing changes: once more than loops nest. */
    private void findLive() {
        boolean more = true;
        while (more) {
            more = false;
            for (int slot = operations.length - 1; slot >= 0; slot--) {
                Operation operation = operations[slot];
                if (operation == null) {
                    continue;
                }
                int behind = operation.fallsThrough() ? live[Math.min(slot + operation.slots(), operations.length)] : 0;
                if (operation.jump().isPresent()) {
                    long target = slot + 1L + operation.jump().getAsInt();
                    behind |= target >= 0 && target < operations.length ? live[(int) target] : 0;
                }
                if (operation instanceof Operation.IndirectJump) {
                    behind = -1;
                }
                int here =
                        operation.reads().mask() | behind & ~operation.writes().mask();
                more |= here != live[slot];
                live[slot] = here;
            }
        }
    }
}
