// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.kernel.LinkHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one program for one event.
 *
 * @param attachment the link that it ran for, or null if it was run by hand
 * @param programName as its image has it
 * @param result return value, instructions, or the fault that ended it
 * @param printed what it wrote to {@code trace_pipe}, line by line; the first 10,000 lines of it
 * @param printedLost how many lines it wrote after those
 * @param unsetReads the pointers that it followed although nobody set them, in order, each once; the first 1,000 failed reads
 *     are looked at
 */
public record ProgramRun(
        @Nullable LinkHandle attachment,
        String programName,
        ExecutionResult result,
        List<String> printed,
        long printedLost,
        List<UnsetRead> unsetReads) {
    public ProgramRun {
        printed = List.copyOf(printed);
        unsetReads = List.copyOf(unsetReads);
    }

    /** The link that the program ran for. */
    public Optional<LinkHandle> link() {
        return Optional.ofNullable(attachment);
    }
}
