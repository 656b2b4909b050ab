// SPDX-License-Identifier: MIT
/**
 * Programs in an emulated kernel, for tests of JUnit Jupiter. Start with {@link dev.probeproof.scenarios.jupiter.ProbeproofTest}, or with
 * {@link dev.probeproof.scenarios.jupiter.ScenarioTest} where there are scenario files already. Needs {@code junit-jupiter-api} on the
 * class path, which tests of JUnit Jupiter have.
 */
@NullMarked
package dev.probeproof.scenarios.jupiter;

import org.jspecify.annotations.NullMarked;
