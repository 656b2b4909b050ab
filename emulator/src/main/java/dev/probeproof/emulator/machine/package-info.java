// SPDX-License-Identifier: MIT
/**
 * Machine code that really runs: functions of an ELF image on the CPU emulator Unicorn, up to a probed address, where
 * registers and memory are those of the event. Unicorn is loaded if it is there; nothing here comes with it.
 */
@NullMarked
package dev.probeproof.emulator.machine;

import org.jspecify.annotations.NullMarked;
