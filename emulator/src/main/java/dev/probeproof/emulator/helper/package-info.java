// SPDX-License-Identifier: MIT
/** One file per helper, listed in {@code Helpers}; each states its prototype once. */
@NullMarked
package dev.probeproof.emulator.helper;

import org.jspecify.annotations.NullMarked;
