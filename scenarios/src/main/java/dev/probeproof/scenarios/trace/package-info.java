// SPDX-License-Identifier: MIT
/**
 * What programs do in a scenario, instruction by instruction, in the words of C: lines, variables, members of kernel objects. Start
 * with {@link dev.probeproof.scenarios.trace.ScenarioTracer}.
 */
@NullMarked
package dev.probeproof.scenarios.trace;

import org.jspecify.annotations.NullMarked;
