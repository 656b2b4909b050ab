// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.verifier.Verifier;
import dev.probeproof.emulator.verifier.VerifierRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The proof of a program that was accepted, worked out when it is asked for first.
 *
 * <p>A map that was frozen since counts as constant: it stays so, and the proof is about runs from now on.
 */
final class ProofOnDemand implements Supplier<Optional<ProgramProof>> {
    private @Nullable VerifierRequest request;
    private Optional<ProgramProof> proof = Optional.empty();

    ProofOnDemand(VerifierRequest request) {
        this.request = request;
    }

    @Override
    public synchronized Optional<ProgramProof> get() {
        VerifierRequest open = request;
        if (open != null) {
            proof = Verifier.prove(open);
            request = null;
        }
        return proof;
    }
}
