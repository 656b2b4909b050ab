// SPDX-License-Identifier: MIT
/** A scenario to start from, made of an object: {@link dev.probeproof.scenarios.starter.ScenarioStarter}. */
@NullMarked
package dev.probeproof.scenarios.starter;

import org.jspecify.annotations.NullMarked;
