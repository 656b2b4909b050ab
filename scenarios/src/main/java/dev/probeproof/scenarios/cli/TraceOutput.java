// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.trace.TraceSink;

/** A form of {@code trace}'s output. */
interface TraceOutput extends TraceSink {
    /**
     * The end of a scenario.
     *
     * @param leftOut instructions that were executed and not shown
     */
    void finish(ScenarioResult result, long leftOut);
}
