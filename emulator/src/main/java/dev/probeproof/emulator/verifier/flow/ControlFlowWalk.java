// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;

/**
 * Walks all edges of the program depth-first, the way down before the jump, callees included ({@code check_cfg}): every
 * instruction can be reached, and before Linux 5.3 nothing leads back. On the way it marks where paths join.
 */
final class ControlFlowWalk {
    private static final int FALLTHROUGH = 1;
    private static final int BRANCH = 2;
    private static final int DISCOVERED = 0x10;
    private static final int EXPLORED = 0x20;

    private final Instructions program;
    private final KernelProfile profile;
    private final Callees callees;
    private final VerifierLog log;
    private final FlowGraph graph;
    private final byte[] state;
    private final int[] stack;
    private int depth;

    /** Jumps may lead back: loops are followed. */
    private final boolean allowsLoops;
    /** Any edge may lead back: loops may be entered in the middle, and functions may call themselves. */
    private final boolean allowsAnyCycle;
    /** 64-bit loads count as one instruction. */
    private final boolean stepsOverWide;
    /** Marks for pruning and for the history are told apart (Linux 6.2). */
    private final boolean tellsMarksApart;

    ControlFlowWalk(FlowGraph graph, KernelProfile profile, Callees callees, VerifierLog log) {
        this.graph = graph;
        this.program = graph.program;
        this.profile = profile;
        this.callees = callees;
        this.log = log;
        state = new byte[program.size()];
        stack = new int[program.size() + 1];
        allowsLoops = profile.isAtLeast(5, 3);
        allowsAnyCycle = profile.isAtLeast(6, 6);
        // Of 6.7, and in the stable releases of 6.1.
        stepsOverWide = profile.isAtLeast(6, 1);
        tellsMarksApart = profile.isAtLeast(6, 2);
    }

    void check(List<Subprogram> subprograms) {
        walkFrom(0);
        for (Subprogram subprogram : subprograms) {
            if (subprogram.isExceptionCallback && state[subprogram.start] != EXPLORED) {
                walkFrom(subprogram.start);
            }
        }
        for (int slot = 0; slot < program.size(); slot++) {
            if (state[slot] != EXPLORED) {
                log.line("unreachable insn %d", slot);
                throw new Rejection(Errno.EINVAL);
            }
            if (stepsOverWide && program.get(slot).isWide()) {
                if (state[slot + 1] != 0) {
                    log.line("jump into the middle of ldimm64 insn %d", slot);
                    throw new Rejection(Errno.EINVAL);
                }
                slot++;
            }
        }
        if (!tellsMarksApart) {
            System.arraycopy(graph.prunePoint, 0, graph.jumpPoint, 0, program.size());
        }
    }

    private void walkFrom(int start) {
        state[start] = DISCOVERED;
        stack[depth++] = start;
        while (depth > 0) {
            int slot = stack[depth - 1];
            if (!visit(slot)) {
                state[slot] = EXPLORED;
                depth--;
            }
        }
    }

    /** Takes the next edge of an instruction; false if there is none left. */
    private boolean visit(int slot) {
        Instruction instruction = program.get(slot);
        if (Jumps.isFunctionAddress(instruction)) {
            return visitCall(slot, instruction, true);
        }
        if (!Jumps.isJumpClass(instruction)) {
            return push(slot, slot + slots(instruction), FALLTHROUGH, false);
        }
        return switch (instruction.opcode() & 0xf0) {
            case Opcode.EXIT_OP -> false;
            case Opcode.CALL_OP -> {
                noteCall(slot, instruction);
                yield visitCall(slot, instruction, instruction.src() == Opcode.PSEUDO_CALL);
            }
            case Opcode.JA -> visitGoto(slot, instruction);
            default -> visitBranch(slot, instruction);
        };
    }

    private boolean visitGoto(int slot, Instruction instruction) {
        if ((instruction.opcode() & Opcode.X) != 0) {
            // A table is a map of jump targets (Linux 6.19), which no emulated map is yet.
            log.line("no jump tables found for subprog starting at %d", graph.subprogramAt(slot).start);
            throw new Rejection(Errno.EINVAL);
        }
        int target = Jumps.target(slot, instruction);
        boolean goesOn = push(slot, target, FALLTHROUGH, true);
        markJoin(target);
        return goesOn;
    }

    private boolean visitBranch(int slot, Instruction instruction) {
        graph.prunePoint[slot] = true;
        if (instruction.opcode() == Opcode.MAY_GOTO) {
            graph.forcedCheckpoint[slot] = true;
        }
        return push(slot, slot + 1, FALLTHROUGH, true) || push(slot, Jumps.target(slot, instruction), BRANCH, true);
    }

    private boolean visitCall(int slot, Instruction instruction, boolean hasCallee) {
        int next = slot + slots(instruction);
        if (push(slot, next, FALLTHROUGH, false)) {
            return true;
        }
        if (next < program.size()) {
            markJoin(next);
        }
        if (!hasCallee) {
            return false;
        }
        graph.prunePoint[slot] = true;
        int callee = Jumps.function(slot, instruction);
        mergeEffects(slot, callee);
        // The address of a function may be that of the function itself: whether it is called shows later.
        return push(slot, callee, BRANCH, Jumps.isFunctionAddress(instruction));
    }

    /** Marks calls that come back several times, or later, and what callees do to the packet or while they wait. */
    private void noteCall(int slot, Instruction call) {
        boolean isHelper = Jumps.isHelperCall(call);
        boolean isKernelFunction = Jumps.isKernelFunctionCall(call);
        if (profile.isAtLeast(5, 15) && isCallingBackLater(call, isHelper, isKernelFunction)) {
            graph.prunePoint[slot] = true;
        }
        // Callbacks were followed once, in place, before 6.7; the change is in the stable releases of 6.6 too.
        if (profile.isAtLeast(6, 6) && isCallingBack(call, isHelper, isKernelFunction)) {
            graph.callsCallback[slot] = true;
            graph.forcedCheckpoint[slot] = true;
            markJoin(slot);
        }
        if (isKernelFunction && profile.isAtLeast(6, 4) && callees.isIteratorNext(call)) {
            graph.iteratorNext[slot] = true;
            graph.prunePoint[slot] = true;
            graph.forcedCheckpoint[slot] = true;
        }
        if (isHelper || isKernelFunction) {
            Subprogram caller = graph.subprogramAt(slot);
            caller.mightSleep |= callees.mightSleep(call);
            caller.changesPacketData |= callees.changesPacketData(call);
        }
    }

    private boolean isCallingBackLater(Instruction call, boolean isHelper, boolean isKernelFunction) {
        return isHelper && call.imm() == HelperId.TIMER_SET_CALLBACK.number()
                || isKernelFunction && callees.isCallingBackLater(call);
    }

    private boolean isCallingBack(Instruction call, boolean isHelper, boolean isKernelFunction) {
        if (isKernelFunction) {
            return callees.isCallingBack(call);
        }
        int helper = call.imm();
        return isHelper
                && (helper == HelperId.FOR_EACH_MAP_ELEM.number()
                        || helper == HelperId.FIND_VMA.number()
                        || helper == HelperId.LOOP.number()
                        || helper == HelperId.USER_RINGBUF_DRAIN.number());
    }

    /** As far as it was walked: a callee that is on the stack still adds nothing. */
    private void mergeEffects(int slot, int callee) {
        Subprogram caller = graph.subprogramAt(slot);
        Subprogram called = graph.subprogramAt(callee);
        caller.changesPacketData |= called.changesPacketData;
        caller.mightSleep |= called.mightSleep;
    }

    private void markJoin(int slot) {
        graph.prunePoint[slot] = true;
        graph.jumpPoint[slot] = true;
    }

    /** Takes an edge unless it was taken; true if the instruction at its end is to be walked now. */
    private boolean push(int from, int to, int edge, boolean mayLoop) {
        if (state[from] >= (DISCOVERED | edge)) {
            return false;
        }
        if (to < 0 || to >= program.size()) {
            log.line("jump out of range from insn %d to %d", from, to);
            throw new Rejection(Errno.EINVAL);
        }
        if (edge == BRANCH) {
            markJoin(to);
        }
        if (state[to] == 0) {
            state[from] = (byte) (DISCOVERED | edge);
            state[to] = DISCOVERED;
            stack[depth++] = to;
            return true;
        }
        if (state[to] == EXPLORED) {
            state[from] = (byte) (DISCOVERED | edge);
        } else if (!allowsAnyCycle && !(mayLoop && allowsLoops)) {
            log.line("back-edge from insn %d to %d", from, to);
            throw new Rejection(Errno.EINVAL);
        }
        return false;
    }

    private int slots(Instruction instruction) {
        return stepsOverWide ? Jumps.slots(instruction) : 1;
    }
}
