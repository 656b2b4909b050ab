// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The maps of {@link RunnableProgram}s in one kernel: the same contents before every program, and what it made of them. */
final class RunnableMaps {
    static final int HASH = 0;
    static final int ARRAY = 1;
    static final int GLOBAL = 2;
    static final int RESULT = 3;
    static final int PER_CPU_ARRAY = 4;
    static final int PER_CPU_HASH = 5;
    static final int LRU = 6;
    static final int CONSTANT = 7;
    static final int RING = 8;
    static final int JUMP = 9;
    static final int FULL = 10;
    static final int OUTER = 11;

    /** What {@code bpf_snprintf} and comparisons of strings read, each with the bytes that it wants. */
    static final List<String> FORMATS = List.of("%d", "%x %u", "%llx|%lld", "%5d%%", "%-6lu.", "0x%08x", "%c%i");

    private static final int CONSTANT_BYTES = 128;
    static final int STRING_STEP = 12;
    private static final int STRINGS = 32;

    /** {@code BPF_F_RDONLY_PROG}. */
    private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

    private static final MapSpec INNER = MapSpec.of("inner", MapType.ARRAY, 4, 16, 4);

    static final List<MapSpec> SPECS = List.of(
            MapSpec.of("hash", MapType.HASH, 4, 48, 32),
            MapSpec.of("array", MapType.ARRAY, 4, 64, 4),
            MapSpec.of("global", MapType.ARRAY, 4, 64, 1),
            MapSpec.of("result", MapType.ARRAY, 4, 256, 1),
            MapSpec.of("percpu_array", MapType.PERCPU_ARRAY, 4, 24, 4),
            MapSpec.of("percpu_hash", MapType.PERCPU_HASH, 4, 16, 16),
            // So many that a kernel with many CPUs does not run out of elements for one of them.
            MapSpec.of("lru", MapType.LRU_HASH, 4, 24, 4096),
            MapSpec.of("constant", MapType.ARRAY, 4, CONSTANT_BYTES, 1)
                    .withFlags(READ_ONLY_FOR_PROGRAMS)
                    .change()
                    .section(".rodata", Bytes.wrap(constants(), "constants"), true)
                    .build(),
            MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096),
            MapSpec.of("jump", MapType.PROG_ARRAY, 4, 4, 4),
            MapSpec.of("full", MapType.HASH, 8, 8, 3),
            MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2).withInner(INNER));

    private final List<MapHandle> handles;
    private final MapHandle inner;
    private final EventStream events;
    private final int cpus;

    RunnableMaps(KernelBackend kernel, MapHandle jump) {
        handles = new ArrayList<>();
        for (MapSpec spec : SPECS) {
            handles.add(spec.is(MapType.PROG_ARRAY) ? jump : kernel.createMap(spec));
        }
        cpus = kernel.possibleCpus();
        inner = kernel.createMap(INNER);
        handles.get(OUTER).update(new byte[4], inner);
        events = kernel.events(handles.get(RING));
    }

    private static byte[] constants() {
        byte[] bytes = new byte[CONSTANT_BYTES];
        new Random(5).nextBytes(bytes);
        for (int i = 0; i < FORMATS.size(); i++) {
            byte[] format = Arrays.copyOf(FORMATS.get(i).getBytes(StandardCharsets.US_ASCII), STRING_STEP);
            System.arraycopy(format, 0, bytes, STRINGS + STRING_STEP * i, STRING_STEP);
        }
        return bytes;
    }

    /** Where in the constants a format is. */
    static int formatOffset(int index) {
        return STRINGS + STRING_STEP * index;
    }

    List<MapHandle> handles() {
        return handles;
    }

    static boolean isPerCpu(int index) {
        return index == PER_CPU_ARRAY || index == PER_CPU_HASH;
    }

    /** Puts a map into the state in which programs find it. */
    void refill(int index) {
        MapHandle map = handles.get(index);
        switch (index) {
            case ARRAY, PER_CPU_ARRAY, GLOBAL, RESULT ->
                fill(map, index, index == RESULT ? 0 : map.spec().maxEntries());
            case HASH, PER_CPU_HASH, LRU, FULL -> {
                keys(map).forEach(map::delete);
                fill(map, index, index == FULL ? 1 : 4);
            }
            case OUTER -> fill(inner, index, 4);
            case RING -> events.poll(Duration.ZERO, record -> {});
            default -> {}
        }
        if (index == RESULT) {
            map.update(new byte[4], new byte[map.spec().valueSize()], MapHandle.ANY);
        }
    }

    private void fill(MapHandle map, int salt, int count) {
        int size = map.spec().valueSize();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[map.spec().keySize()];
            key[0] = (byte) i;
            byte[] value = new byte[size];
            new Random(100L * salt + i).nextBytes(value);
            if (i % 2 == 1) {
                Arrays.fill(value, 8, size, (byte) 0);
            }
            map.update(key, isPerCpu(salt) ? repeated(value) : value, MapHandle.ANY);
        }
    }

    /** The same for every CPU: nobody knows on which one a program will run. */
    private byte[] repeated(byte[] value) {
        int step = (value.length + 7) / 8 * 8;
        byte[] whole = new byte[cpus * step];
        for (int at = 0; at < whole.length; at += step) {
            System.arraycopy(value, 0, whole, at, value.length);
        }
        return whole;
    }

    private static List<byte[]> keys(MapHandle map) {
        List<byte[]> keys = new ArrayList<>();
        Optional<byte[]> key = map.nextKey(Optional.empty());
        while (key.isPresent()) {
            keys.add(key.get());
            key = map.nextKey(key);
        }
        return keys;
    }

    /** Everything in a map, in an order that does not depend on the kernel. */
    SortedMap<String, String> contents(int index) {
        SortedMap<String, String> contents = new TreeMap<>();
        if (index == RING) {
            List<String> records = new ArrayList<>();
            events.poll(Duration.ZERO, record -> records.add(hex(record)));
            for (int i = 0; i < records.size(); i++) {
                contents.put("ring, record " + i, records.get(i));
            }
            return contents;
        }
        if (index == CONSTANT || index == JUMP) {
            return contents;
        }
        MapHandle map = index == OUTER ? inner : handles.get(index);
        for (byte[] key : keys(map)) {
            String value = map.lookup(key)
                    .map(bytes -> isPerCpu(index) ? sorted(bytes, map.spec().valueSize()) : hex(bytes))
                    .orElse("gone");
            contents.put(map.spec().name() + "[" + hex(key) + "]", value);
        }
        return contents;
    }

    /** Without telling which CPU has which. */
    private static String sorted(byte[] value, int size) {
        int step = (size + 7) / 8 * 8;
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < value.length; at += step) {
            parts.add(hex(Arrays.copyOfRange(value, at, at + size)));
        }
        parts.sort(null);
        return String.join(" ", parts);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
