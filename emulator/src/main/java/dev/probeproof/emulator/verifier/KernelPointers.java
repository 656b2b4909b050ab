// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.kernel.UnsupportedFeatureException;

/** Loads and stores of kernel pointers (kptrs) in map values. */
final class KernelPointers {
    private final Verification verification;

    KernelPointers(Verification verification) {
        this.verification = verification;
    }

    /** An access whose place was checked. */
    void access(int number, int offset, boolean write, int valueNumber) {
        throw new UnsupportedFeatureException(
                "access to a kernel pointer in a map value (insn " + verification.slot + ")",
                "the verifier here does not model kptrs yet; the real kernel decides");
    }
}
