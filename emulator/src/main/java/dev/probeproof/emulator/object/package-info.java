// SPDX-License-Identifier: MIT
/** Objects of a kernel's own types in the emulated memory, filled in and read back by the names of their members. */
@NullMarked
package dev.probeproof.emulator.object;

import org.jspecify.annotations.NullMarked;
