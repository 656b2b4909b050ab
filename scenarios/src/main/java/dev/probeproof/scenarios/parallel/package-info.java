// SPDX-License-Identifier: MIT
/** Work on all CPUs whose results come out in order. Start with {@link dev.probeproof.scenarios.parallel.InOrder}. */
@NullMarked
package dev.probeproof.scenarios.parallel;

import org.jspecify.annotations.NullMarked;
