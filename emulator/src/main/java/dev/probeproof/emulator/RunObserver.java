// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import java.util.Optional;

/**
 * Looks on while programs of a kernel run, whatever they run for: events and test runs, but not a {@link Replay}. It is asked in
 * the thread that uses the kernel, which waits meanwhile and may be used to look at memory and maps.
 */
public interface RunObserver {
    /**
     * A run begins: its context is in place, no instruction has run.
     *
     * @param link that it runs for; empty for a test run
     * @return what sees every step of it
     */
    ExecutionListener begins(ProgramImage program, Optional<LinkHandle> link);

    /** The run that began last has ended; its context is still in place. */
    void ended(ProgramRun run);
}
