// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

/** How much is written down of a scenario while it is carried out. Verdicts are the same with each. */
public enum Recording {
    /** Steps of what is not as expected, and of the rest the verdict: memory does not grow with what is fine. */
    FAILURES,
    /** Every step: runs, what was fetched, records. */
    STEPS,
    /** And calls of helpers, what changed in maps, which lines were executed. */
    EVERYTHING
}
