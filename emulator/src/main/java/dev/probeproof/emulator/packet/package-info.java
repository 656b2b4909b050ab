// SPDX-License-Identifier: MIT
/** Packets that programs of network types run on. Start with {@link dev.probeproof.emulator.packet.RunPacket}. */
@NullMarked
package dev.probeproof.emulator.packet;

import org.jspecify.annotations.NullMarked;
