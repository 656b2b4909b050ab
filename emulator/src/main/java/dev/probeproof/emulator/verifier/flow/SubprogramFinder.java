// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Finds where functions start: where calls lead to, and loads of function addresses (Linux 5.13). */
final class SubprogramFinder {
    private static final int MAX_SUBPROGRAMS = 256;

    private final Instructions program;
    private final KernelProfile profile;
    private final Admission admission;
    private final VerifierLog log;
    private final TreeSet<Integer> starts = new TreeSet<>();

    SubprogramFinder(Instructions program, KernelProfile profile, Admission admission, VerifierLog log) {
        this.program = program;
        this.profile = profile;
        this.admission = admission;
        this.log = log;
    }

    List<Subprogram> find(FunctionTypes types) {
        starts.add(0);
        boolean hasCallbacks = profile.isAtLeast(5, 13);
        for (int slot = 0; slot < program.size(); slot++) {
            Instruction instruction = program.get(slot);
            if (Jumps.isFunctionCall(instruction) || hasCallbacks && Jumps.isFunctionAddress(instruction)) {
                add(slot + 1L + instruction.imm());
            } else if (hasCallbacks && Jumps.isKernelFunctionCall(instruction)) {
                admission.kernelFunction(instruction);
            }
        }
        int exceptionCallback = types.exceptionCallback();
        if (exceptionCallback > 0) {
            add(exceptionCallback);
        }
        List<Subprogram> found = subprograms(types, exceptionCallback);
        if (log.showsInstructions()) {
            for (Subprogram subprogram : found) {
                log.line("func#%d @%d", subprogram.number, subprogram.start);
            }
        }
        return found;
    }

    private void add(long start) {
        if (start < 0 || start >= program.size()) {
            log.line("call to invalid destination");
            throw new Rejection(Errno.EINVAL);
        }
        if (starts.contains((int) start)) {
            return;
        }
        if (starts.size() >= MAX_SUBPROGRAMS) {
            log.line("too many subprograms");
            throw new Rejection(Errno.E2BIG);
        }
        starts.add((int) start);
    }

    private List<Subprogram> subprograms(FunctionTypes types, int exceptionCallback) {
        List<Subprogram> found = new ArrayList<>(starts.size());
        for (int start : starts) {
            Integer next = starts.higher(start);
            int end = next == null ? program.size() : next;
            Subprogram subprogram =
                    new Subprogram(found.size(), start, end, types.nameAt(start), types.typeIdAt(start));
            subprogram.isGlobal = types.isGlobalAt(start);
            if (exceptionCallback > 0 && start == exceptionCallback) {
                subprogram.isCallback = true;
                subprogram.isAsyncCallback = true;
                subprogram.isExceptionCallback = true;
            }
            found.add(subprogram);
        }
        return found;
    }
}
