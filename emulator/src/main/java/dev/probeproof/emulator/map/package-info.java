// SPDX-License-Identifier: MIT
/** One file per map type, listed in {@code MapTypes}. */
@NullMarked
package dev.probeproof.emulator.map;

import org.jspecify.annotations.NullMarked;
