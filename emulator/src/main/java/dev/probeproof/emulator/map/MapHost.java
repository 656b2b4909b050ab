// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.KernelHeap;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.kernel.KernelRelease;

/** What a kernel gives to each of its maps. */
public record MapHost(KernelHeap heap, World world, RingReservations reservations, KernelRelease release) {}
