// SPDX-License-Identifier: MIT
/**
 * From a scenario to what came of it: makes the kernel that it describes, lets happen what it says, and asks the judge. Start
 * with {@link dev.probeproof.scenarios.run.ScenarioRunner}.
 */
@NullMarked
package dev.probeproof.scenarios.run;

import org.jspecify.annotations.NullMarked;
