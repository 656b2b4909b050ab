// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.uapi.Errno;

/** The format of {@code bpf_snprintf} and what is to be formatted. */
final class Formats {
    private static final int SIZE_OF_VALUES = 5;

    private final Verification verification;

    Formats(Verification verification) {
        this.verification = verification;
    }

    /** The values are u64s. What the format says of them is checked where the program's maps are known to be emulated. */
    void checkSnprintf() {
        long size = verification.register(SIZE_OF_VALUES).bounds().umax();
        if (size % Long.BYTES != 0) {
            throw new Rejection(Errno.EINVAL);
        }
    }
}
