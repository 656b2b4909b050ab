// SPDX-License-Identifier: MIT
/** The preflight: every instance, every fetch, every fault, on every kernel named. Start with {@code Preflight}. */
@NullMarked
package dev.probeproof.scenarios.check;

import org.jspecify.annotations.NullMarked;
