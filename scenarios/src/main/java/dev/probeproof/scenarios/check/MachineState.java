// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineStop;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.KernelSymbols;
import java.util.Optional;
import java.util.OptionalLong;

/** Memory of machine code as it is at a stop, with the registers of that moment or of an earlier one. */
record MachineState(PtRegs registers, MachineStop stop, KernelSymbols symbols) implements ProbeState {
    @Override
    public OptionalLong symbol(String name) {
        return symbols.address(name);
    }

    @Override
    public Optional<byte[]> read(long address, int sizeBytes) {
        return Optional.ofNullable(stop.read(address, sizeBytes));
    }
}
