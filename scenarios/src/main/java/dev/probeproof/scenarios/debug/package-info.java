// SPDX-License-Identifier: MIT
/**
 * Steps through what programs do in a scenario, forwards and backwards. A scenario repeats itself to the last bit, so going back is to
 * carry it out again up to there: every state that is shown is the real one of that moment. Start with {@link
 * dev.probeproof.scenarios.debug.Debugger}.
 */
@NullMarked
package dev.probeproof.scenarios.debug;

import org.jspecify.annotations.NullMarked;
