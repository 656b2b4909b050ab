// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperContext;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.helper.HelperTable;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The least that a program needs around it: memory, helpers written in the test, maps that are addresses. */
final class FakeEnvironment implements ExecutionEnvironment {
    private final AddressSpace kernelMemory;
    private final AddressSpace userMemory;
    private final World world = new World(1);
    private final Map<Integer, Helper> helpers = new TreeMap<>();
    private final Helper[] table = HelperTable.of(this::helper);
    final Map<Long, EmulatedMap> maps = new TreeMap<>();
    final Map<Long, Executable> programArray = new TreeMap<>();
    final List<String> printed = new ArrayList<>();

    FakeEnvironment() {
        this(ByteOrder.LITTLE_ENDIAN);
    }

    FakeEnvironment(ByteOrder order) {
        kernelMemory = new AddressSpace(order);
        userMemory = new AddressSpace(order);
    }

    /** What a helper of a test does with its context and arguments. */
    interface Body {
        long call(HelperContext context, long[] arguments);
    }

    FakeEnvironment with(HelperId id, Body body) {
        helpers.put(id.number(), new Helper() {
            @Override
            public HelperPrototype prototype() {
                return HelperPrototype.of(id);
            }

            @Override
            public long call(HelperContext context, long a1, long a2, long a3, long a4, long a5) {
                return body.call(context, new long[] {a1, a2, a3, a4, a5});
            }
        });
        return this;
    }

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

    @Override
    public Optional<Helper> helper(int number) {
        return Optional.ofNullable(helpers.get(number));
    }

    @Override
    public Helper[] helpers() {
        return table;
    }

    @Override
    public @Nullable EmulatedMap mapAt(long address) {
        return maps.get(address);
    }

    @Override
    public @Nullable Executable programAt(EmulatedMap array, long index) {
        return programArray.get(index);
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }
}
