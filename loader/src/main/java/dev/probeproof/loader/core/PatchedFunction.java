// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.object.FunctionSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of an object, made to fit the types of a kernel.
 *
 * @param instructions its code, everything else in it still unresolved
 * @param outcomes ascending by slot
 * @param problem why it cannot be made to fit; the code is of no use then
 */
public record PatchedFunction(
        Instructions instructions,
        List<CoreOutcome> outcomes,
        @Nullable Problem problem) {
    public PatchedFunction {
        outcomes = List.copyOf(outcomes);
    }

    /** What is wrong at an instruction of the function. */
    public record Problem(int slot, String text) {}

    /** A function that cannot be made to fit. */
    public record Failure(FunctionSpec function, Problem problem) {}
}
