// SPDX-License-Identifier: MIT
/** The facade: a kernel in this JVM. Start with {@code EmulatedKernel}. */
@NullMarked
package dev.probeproof.emulator;

import org.jspecify.annotations.NullMarked;
