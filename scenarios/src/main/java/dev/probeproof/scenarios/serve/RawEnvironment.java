// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperContext;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What surrounds a program of no type: memory, a clock that stands still, no maps. */
final class RawEnvironment implements ExecutionEnvironment {
    private final AddressSpace kernelMemory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);
    private final AddressSpace userMemory = new AddressSpace(ByteOrder.LITTLE_ENDIAN);
    private final World world = new World(1);

    @Override
    public AddressSpace kernelMemory() {
        return kernelMemory;
    }

    @Override
    public AddressSpace userMemory() {
        return userMemory;
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Optional<Helper> helper(int number) {
        return number == HelperId.KTIME_GET_NS.number() ? Optional.of(new Clock()) : Optional.empty();
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

    private static final class Clock implements Helper {
        @Override
        public HelperPrototype prototype() {
            return HelperPrototype.of(HelperId.KTIME_GET_NS);
        }

        @Override
        public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
            return context.world().clock().monotonicNanos();
        }
    }
}
