// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stacks of functions that call each other fit into one; asked after all paths were followed
 * ({@code check_max_stack_depth}). Code that no path reached counts like the rest: dead code was not removed yet.
 */
public final class StackDepth {
    private static final int MAX_STACK_BYTES = 512;
    /** What the callers of a function that makes tail calls may use: it counts 33 times. */
    private static final int MAX_BEFORE_TAIL_CALL = 256;
    /** From here on a function gets a stack of its own, where functions may have one. */
    private static final int PRIVATE_STACK_BYTES = 64;
    /** {@code BPF_TRACE_ITER} and {@code BPF_LSM_CGROUP}: attach types whose programs nest. */
    private static final int TRACE_ITERATOR = 28;

    private static final int LSM_CGROUP = 43;

    private final Instructions program;
    private final List<Subprogram> subprograms;
    private final KernelProfile profile;
    private final Callees callees;
    private final VerifierLog log;
    private final int maxFrames;

    private StackDepth(
            Instructions program,
            List<Subprogram> subprograms,
            KernelProfile profile,
            Callees callees,
            VerifierLog log) {
        this.program = program;
        this.subprograms = subprograms;
        this.profile = profile;
        this.callees = callees;
        this.log = log;
        maxFrames = maxFrames(profile);
    }

    /** How many functions may be under way at once: 8, and 16 in releases after 6.18. */
    public static int maxFrames(KernelProfile profile) {
        return profile.isAtLeast(7, 0) ? 16 : 8;
    }

    /**
     * Follows every chain of calls by the depths that the paths found ({@link Subprogram#stackDepth}).
     *
     * @param expectedAttachType the kernel's number
     * @throws Rejection if a chain needs too much or is too long; the log says which
     */
    public static void check(
            Instructions program,
            List<Subprogram> subprograms,
            ProgramType type,
            int expectedAttachType,
            KernelProfile profile,
            Callees callees,
            VerifierLog log) {
        StackDepth check = new StackDepth(program, subprograms, profile, callees, log);
        boolean hasTailCall = subprograms.stream().anyMatch(subprogram -> subprogram.hasTailCall);
        boolean hasPrivateStacks =
                !hasTailCall && profile.isAtLeast(6, 13) && mayHavePrivateStacks(type, expectedAttachType);
        if (!profile.isAtLeast(6, 1)) {
            check.follow(subprograms.get(0), false);
            return;
        }
        for (int i = subprograms.size() - 1; i >= 0; i--) {
            if (i == 0 || subprograms.get(i).isAsyncCallback) {
                check.follow(subprograms.get(i), i == 0 && hasPrivateStacks);
            }
        }
    }

    /** Programs that cannot interrupt themselves on a CPU. */
    private static boolean mayHavePrivateStacks(ProgramType type, int expectedAttachType) {
        return switch (type) {
            case KPROBE, TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT -> true;
            case TRACING -> expectedAttachType != TRACE_ITERATOR;
            case LSM -> expectedAttachType != LSM_CGROUP;
            default -> false;
        };
    }

    /** One chain of calls from a root, deeper and back, in the order of the calls in the code. */
    private void follow(Subprogram root, boolean hasPrivateStacks) {
        int[] returnSlot = new int[maxFrames];
        Subprogram[] callers = new Subprogram[maxFrames];
        boolean[] underCallback = new boolean[maxFrames];
        boolean[] isPrivate = new boolean[subprograms.size()];
        // A function that was followed at that depth turns out the same again: without this, chains multiply.
        Set<List<Integer>> followed = new HashSet<>();
        Subprogram current = root;
        int slot = root.start;
        int frame = 0;
        int depth = enter(current, 0, frame, hasPrivateStacks, isPrivate);
        boolean tailCalls = false;
        while (true) {
            for (; slot < current.end; slot++) {
                Instruction instruction = program.get(slot);
                if (Jumps.isKernelFunctionCall(instruction)) {
                    checkThrow(slot, instruction, current, frame > 0 && underCallback[frame - 1]);
                }
                Subprogram callee = callee(slot, instruction);
                if (callee == null) {
                    continue;
                }
                returnSlot[frame] = slot + 1;
                callers[frame] = current;
                tailCalls |= callee.hasTailCall;
                boolean inCallback = current.isCallback || frame > 0 && underCallback[frame - 1];
                underCallback[frame] = inCallback;
                if (!followed.add(List.of(callee.number, frame, depth, inCallback ? 1 : 0))) {
                    continue;
                }
                if (++frame >= maxFrames) {
                    log.line("the call stack of %d frames is too deep !", frame);
                    throw new Rejection(Errno.E2BIG);
                }
                current = callee;
                slot = callee.start - 1;
                depth = enter(current, depth, frame, hasPrivateStacks, isPrivate);
            }
            checkTailCalls(tailCalls, callers, frame);
            if (frame == 0) {
                return;
            }
            if (!isPrivate[current.number]) {
                depth -= rounded(current.stackDepth);
            }
            frame--;
            slot = returnSlot[frame];
            current = callers[frame];
        }
    }

    private int enter(Subprogram entered, int before, int frame, boolean hasPrivateStacks, boolean[] isPrivate) {
        if (profile.isAtLeast(5, 10) && entered.number != 0 && entered.hasTailCall && before >= MAX_BEFORE_TAIL_CALL) {
            log.line("tail_calls are not allowed when call stack of previous frames is %d bytes. Too large", before);
            throw new Rejection(Errno.EACCES);
        }
        int own = rounded(entered.stackDepth);
        if (hasPrivateStacks && own >= PRIVATE_STACK_BYTES) {
            isPrivate[entered.number] = true;
            if (own > MAX_STACK_BYTES) {
                log.line("stack size of subprog %d is %d. Too large", entered.number, own);
                throw new Rejection(Errno.EACCES);
            }
            return before;
        }
        int depth = before + own;
        if (depth > MAX_STACK_BYTES) {
            log.line("combined stack size of %d calls is %d. Too large", frame + 1, depth);
            throw new Rejection(Errno.EACCES);
        }
        return depth;
    }

    private @Nullable Subprogram callee(int slot, Instruction instruction) {
        boolean isCall = Jumps.isFunctionCall(instruction);
        if (!isCall && !(Jumps.isFunctionAddress(instruction) && profile.isAtLeast(5, 13))) {
            return null;
        }
        int start = Jumps.function(slot, instruction);
        for (Subprogram subprogram : subprograms) {
            if (subprogram.start == start) {
                return target(slot, subprogram, isCall);
            }
        }
        return null;
    }

    /** An asynchronous callback starts on an empty stack, unless it is called like any function. */
    private @Nullable Subprogram target(int slot, Subprogram callee, boolean isCall) {
        if (!callee.isAsyncCallback) {
            return callee;
        }
        if (callee.hasTailCall) {
            log.line("verifier bug. subprog has tail_call and async cb");
            throw new Rejection(Errno.EFAULT);
        }
        if (!isCall) {
            return null;
        }
        if (callee.isExceptionCallback) {
            log.write("insn " + slot + " cannot call exception cb directly\n");
            throw new Rejection(Errno.EINVAL);
        }
        return callee;
    }

    private void checkThrow(int slot, Instruction call, Subprogram current, boolean underCallback) {
        if (callees.isThrow(call) && (current.isCallback || underCallback)) {
            log.line("bpf_throw kfunc (insn %d) cannot be called from callback subprog %d", slot, current.number);
            throw new Rejection(Errno.EINVAL);
        }
    }

    private void checkTailCalls(boolean tailCalls, Subprogram[] callers, int frames) {
        for (int i = 0; tailCalls && i < frames; i++) {
            if (callers[i].isExceptionCallback) {
                log.line("cannot tail call within exception cb");
                throw new Rejection(Errno.EINVAL);
            }
        }
    }

    /** The interpreter's stacks come in steps of 32 bytes, at least one; where a JIT is sure, its alignment counts. */
    private int rounded(int bytes) {
        if (profile.isAtLeast(6, 8)) {
            return bytes + 15 & -16;
        }
        return Math.max(bytes, 1) + 31 & -32;
    }
}
