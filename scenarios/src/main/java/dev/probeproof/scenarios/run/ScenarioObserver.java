// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Step;

/** Looks on while a scenario is carried out, in the thread that does it. */
public interface ScenarioObserver {
    /** Nobody. */
    ScenarioObserver NOBODY = new ScenarioObserver() {};

    /** Everything is loaded and attached, nothing has happened yet. Whoever wants to see programs run asks the kernel now. */
    default void begins(ScenarioWorld world) {}

    /** A step begins; steps that are not for this kernel are left out. */
    default void step(int number, Step step, String task) {}

    /** All steps have happened; what is loaded is still there. */
    default void ended(ScenarioResult result) {}
}
