// SPDX-License-Identifier: MIT
/** Scenario files as tests of the JUnit Platform. Start with {@link dev.probeproof.scenarios.junit.ScenarioTestEngine}. */
@NullMarked
package dev.probeproof.scenarios.junit;

import org.jspecify.annotations.NullMarked;
