// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.loader.kernel.ProgramLoadResult;

/** What came of running a program of no type. */
public sealed interface RawRun {
    /** It ended, with that in r0. */
    record Returned(long r0) implements RawRun {}

    /** It was stopped at that slot. */
    record Faulted(ExecutionFault fault, int slot) implements RawRun {}

    /** A verifier refused it. */
    record Refused(ProgramLoadResult.Rejected result) implements RawRun {}
}
