// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;

/** Loads through pointers of kernel types: members of structs, and what they point to. */
final class TypedMemory {
    private final Verification verification;
    private final Checks checks;

    TypedMemory(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    void check(RegisterState pointer, int number, int offset, int size, boolean write, int valueNumber) {
        throw notModelled("a load through a pointer to a kernel type");
    }

    /** Fields of {@code struct bpf_map} behind a map pointer. */
    void checkMap(RegisterState pointer, int number, int offset, int size, boolean write, int valueNumber) {
        throw notModelled("a load through a map pointer");
    }

    /** The register that a load of a kernel symbol gives. */
    RegisterState symbol(int slot) {
        throw notModelled("a kernel symbol");
    }

    private UnsupportedFeatureException notModelled(String what) {
        return new UnsupportedFeatureException(
                what + " (insn " + verification.slot + ")", "the verifier here does not model it; the real kernel decides" + (checks == null ? "" : ""));
    }
}
