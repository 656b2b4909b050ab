// SPDX-License-Identifier: MIT
/** A sparse 64-bit address space with faults. Start with {@link dev.probeproof.emulator.memory.AddressSpace}. */
@NullMarked
package dev.probeproof.emulator.memory;

import org.jspecify.annotations.NullMarked;
