// SPDX-License-Identifier: MIT
/**
 * Assertions of AssertJ about what programs did: runs, fetched arguments, maps and records, by the same rules as in scenario files. Start
 * with {@link dev.probeproof.scenarios.assertions.ProbeproofAssertions}. Needs {@code assertj-core} on the class path.
 */
@NullMarked
package dev.probeproof.scenarios.assertions;

import org.jspecify.annotations.NullMarked;
