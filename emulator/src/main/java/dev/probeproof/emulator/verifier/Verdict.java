// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel would answer.
 *
 * @param errno null if the program is accepted
 * @param log as the kernel writes it at the level asked for
 * @param contextBytes up to where the context may be accessed, on any path that was followed ({@code max_ctx_offset})
 */
public record Verdict(@Nullable Errno errno, String log, VerifierStatistics statistics, int contextBytes) {
    public boolean isAccepted() {
        return errno == null;
    }
}
