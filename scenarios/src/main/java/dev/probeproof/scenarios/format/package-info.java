// SPDX-License-Identifier: MIT
/**
 * Scenario files: YAML in, scenarios out, every mistake with line, column and what was meant. Files are untrusted: they are
 * bounded in size, depth and number of values, and nothing in them is ever executed. Start with {@link
 * dev.probeproof.scenarios.format.ScenarioReader}.
 */
@NullMarked
package dev.probeproof.scenarios.format;

import org.jspecify.annotations.NullMarked;
