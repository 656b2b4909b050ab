// SPDX-License-Identifier: MIT
/** Expected against seen, and what came closest. Start with {@link dev.probeproof.scenarios.judge.Judge}. */
@NullMarked
package dev.probeproof.scenarios.judge;

import org.jspecify.annotations.NullMarked;
