// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.packet;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The socket that a test run makes for its packet: of no protocol and bound to nothing, with the addresses of the packet's
 * IP header. It ends with the run, and so does what maps store for it. Fields are those of {@code struct bpf_sock}.
 */
final class TestSocket {
    /** Below the context and everything that the heap gives out. */
    static final long ADDRESS = 0xffff_e900_0000_0800L;

    /** Where values that belong to the run lie: a part of the kernel's half that x86-64 leaves unused. */
    private static final long STORAGE = 0xffff_eb20_0000_0000L;

    /** More than any value has, so that two never touch. */
    private static final long STORAGE_STEP = 1 << 20;

    private static final int SIZE_BYTES = 80;
    private static final int FAMILY = 4;
    private static final int SOURCE_IP4 = 24;
    private static final int SOURCE_IP6 = 28;
    private static final int DESTINATION_IP4 = 52;
    private static final int DESTINATION_IP6 = 56;
    private static final int STATE = 72;
    private static final int RX_QUEUE_MAPPING = 76;

    private static final int TCP_CLOSE = 7;
    private static final int NO_QUEUE = -1;

    private final ContextFields fields;
    private final List<Region> mapped = new ArrayList<>();
    private final Map<Long, Long> storage = new TreeMap<>();
    private @Nullable AddressSpace memory;

    TestSocket(IpAddresses addresses, ByteOrder order) {
        fields = new ContextFields(SIZE_BYTES, order);
        fields.word(FAMILY, addresses.family());
        fields.bytes(addresses.isSix() ? SOURCE_IP6 : SOURCE_IP4, addresses.source());
        fields.bytes(addresses.isSix() ? DESTINATION_IP6 : DESTINATION_IP4, addresses.destination());
        fields.word(STATE, TCP_CLOSE);
        fields.word(RX_QUEUE_MAPPING, NO_QUEUE);
    }

    void enter(AddressSpace space) {
        memory = space;
        map(new Region(ADDRESS, fields.bytes(), false, "socket of the test run"));
    }

    void leave() {
        AddressSpace space = memory;
        if (space != null) {
            mapped.forEach(space::unmap);
        }
        mapped.clear();
        storage.clear();
        memory = null;
    }

    /** The value that a map stores for the run, or 0. */
    long stored(long map) {
        return storage.getOrDefault(map, 0L);
    }

    /** Stores a value for the run and returns its address. */
    long store(long map, byte[] value) {
        long address = STORAGE + storage.size() * STORAGE_STEP;
        map(new Region(address, value.clone(), true, "value of a storage map"));
        storage.put(map, address);
        return address;
    }

    private void map(Region region) {
        AddressSpace space = memory;
        if (space == null) {
            throw new IllegalStateException("no run is under way");
        }
        space.map(region);
        mapped.add(region);
    }
}
