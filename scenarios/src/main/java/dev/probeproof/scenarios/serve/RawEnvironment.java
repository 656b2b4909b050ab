// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperTable;
import dev.probeproof.emulator.helper.Helpers;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What surrounds a program of no type: memory, a clock that stands still, no maps. */
final class RawEnvironment implements ExecutionEnvironment {
    private final AddressSpace kernelMemory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);
    private final AddressSpace userMemory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);
    private final World world = new World(1);
    private final Helpers helpers = new Helpers(AddressRules.of(Archs.X86_64), new RingReservations());
    private final Helper[] table = HelperTable.of(this::helper);

    @Override
    public AddressSpace kernelMemory() {
        return kernelMemory;
    }

    @Override
    public AddressSpace userMemory() {
        return userMemory;
    }

    @Override
    public AddressRules addressRules() {
        return AddressRules.of(Archs.X86_64);
    }

    @Override
    public World world() {
        return world;
    }

    /** All that are emulated: whether a type may call a helper is no question where there is no type. */
    @Override
    public Optional<Helper> helper(int number) {
        return HelperId.of(number).flatMap(helpers::find);
    }

    @Override
    public Helper[] helpers() {
        return table;
    }

    @Override
    public @Nullable EmulatedMap mapAt(long address) {
        return null;
    }

    @Override
    public @Nullable Executable programAt(EmulatedMap programArray, long index) {
        return null;
    }

    @Override
    public void print(String line) {}
}
