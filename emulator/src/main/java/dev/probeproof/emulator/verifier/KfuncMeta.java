// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import org.jspecify.annotations.Nullable;

/** What the checks of a kernel function's arguments find out for its result. */
final class KfuncMeta {
    final KernelFunction function;
    /** Reference that one of the arguments carries, or 0. */
    int referenceId;
    /** Register whose reference is taken over, or 0. */
    int releaseRegister;

    boolean hasConstant;
    long constant;

    int iteratorFrame;
    int iteratorIndex;
    /** The dynptr that is used, not initialised, by the call. */
    @Nullable
    RegisterState dynptr;

    @Nullable
    VerifierMap map;

    int mapUid;
    /** Function of the program that is passed. */
    int subprogram = -1;
    /** Size of the memory behind the result where an argument tells it, or 0. */
    long resultSize;

    boolean resultIsReadOnly;

    KfuncMeta(KernelFunction function) {
        this.function = function;
    }
}
