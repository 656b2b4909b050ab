// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel would answer.
 *
 * @param errno null if the program is accepted
 * @param log as the kernel writes it at the level asked for
 */
public record Verdict(@Nullable Errno errno, String log, VerifierStatistics statistics) {
    public boolean isAccepted() {
        return errno == null;
    }
}
