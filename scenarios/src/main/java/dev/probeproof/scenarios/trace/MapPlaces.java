// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.FlatValues;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.scenarios.data.DataReader;
import dev.probeproof.scenarios.data.Datum;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which map an address means, and which element of it. Elements of hash tables are known once a program has looked them up. */
final class MapPlaces {
    /** Elements that are remembered; after so many, all are forgotten and learnt anew. */
    private static final int MOST_ELEMENTS = 1 << 16;

    private final List<LoadedObject> objects;
    private final AddressSpace memory;
    private final Map<Long, Known> maps = new HashMap<>();
    private final TreeMap<Long, Element> elements = new TreeMap<>();

    /** A map with its address. */
    record Known(LoadedMap map, EmulatedMap emulated, CTypes types) {
        String name() {
            return map.spec().name();
        }
    }

    private record Element(Known map, String key, long sizeBytes) {}

    MapPlaces(List<LoadedObject> objects, AddressSpace memory) {
        this.objects = objects;
        this.memory = memory;
    }

    /** The maps that a program names. */
    void learn(ProgramCode code, Executable program) {
        List<MapHandle> handles = code.image().maps();
        for (int i = 0; i < handles.size() && i < program.maps().size(); i++) {
            EmulatedMap emulated = program.maps().get(i);
            if (!maps.containsKey(emulated.address())) {
                MapHandle handle = handles.get(i);
                Btf btf = code.object().object().btf();
                loaded(handle)
                        .filter(map -> btf != null)
                        .ifPresent(
                                map -> maps.put(emulated.address(), new Known(map, emulated, new CTypes(types(btf)))));
            }
        }
    }

    private static Btf types(@Nullable Btf btf) {
        return java.util.Objects.requireNonNull(btf);
    }

    private Optional<LoadedMap> loaded(MapHandle handle) {
        return objects.stream()
                .flatMap(object -> object.maps().stream())
                .filter(map -> map.handle() == handle)
                .findFirst()
                .or(() -> objects.stream()
                        .flatMap(object -> object.maps().stream())
                        .filter(map -> map.spec().name().equals(handle.spec().name()))
                        .findFirst());
    }

    Optional<Known> at(long address) {
        return Optional.ofNullable(maps.get(address));
    }

    /** A program was told where an element is. */
    void lookedUp(Known map, byte[] key, long address) {
        if (map.emulated().flatValues() != null) {
            return;
        }
        if (elements.size() >= MOST_ELEMENTS) {
            elements.clear();
        }
        elements.put(
                address,
                new Element(map, key(map, key).toString(), map.map().spec().valueSize()));
    }

    /** An element may lie elsewhere now, or nowhere. */
    void changed(Known map, byte[] key) {
        String words = key(map, key).toString();
        elements.values()
                .removeIf(element -> element.map() == map && element.key().equals(words));
    }

    /** User space may have changed any element. */
    void forget() {
        elements.clear();
    }

    private Optional<Known> known(LoadedMap map) {
        return maps.values().stream().filter(each -> each.map() == map).findFirst();
    }

    private @Nullable FlatValues flatValues(LoadedMap map) {
        Optional<Known> known = known(map);
        return known.isEmpty() ? null : known.get().emulated().flatValues();
    }

    OptionalLong valuesAddress(LoadedMap map) {
        FlatValues flat = flatValues(map);
        return flat == null ? OptionalLong.empty() : OptionalLong.of(flat.base());
    }

    OptionalLong elementAddress(LoadedMap map, byte[] key) {
        FlatValues flat = flatValues(map);
        if (flat == null || flat.cpuStrideBytes() != 0 || key.length != Integer.BYTES) {
            return OptionalLong.empty();
        }
        int index = ByteBuffer.wrap(key).order(memory.order()).getInt();
        return OptionalLong.of(flat.base() + (long) index * flat.strideBytes());
    }

    Datum key(Known map, byte[] key) {
        return new DataReader(map.types().btf(), memory.order())
                .read(map.map().spec().keyTypeId(), key);
    }

    Datum value(Known map, byte[] value) {
        int type = map.map().spec().valueTypeId();
        return type == 0 ? Datum.Raw.of(value) : new DataReader(map.types().btf(), memory.order()).read(type, value);
    }

    /** The element that an address lies in: {@code histogram[6].count}, or a global variable. */
    Optional<String> place(long address) {
        Region region = memory.find(address, 1);
        if (region == null) {
            return Optional.empty();
        }
        for (Known map : maps.values()) {
            FlatValues flat = map.emulated().flatValues();
            if (flat != null && region.bytes() == flat.bytes()) {
                return Optional.of(flat(map, flat, address - flat.base()));
            }
        }
        Map.Entry<Long, Element> entry = elements.floorEntry(address);
        boolean value = region.name().startsWith("value of map");
        if (value
                && entry != null
                && address - entry.getKey() < entry.getValue().sizeBytes()) {
            Element element = entry.getValue();
            return Optional.of(element.map().name() + "[" + element.key() + "]"
                    + inValue(element.map(), address - entry.getKey()));
        }
        return Optional.empty();
    }

    private String flat(Known map, FlatValues flat, long offset) {
        boolean perCpu = flat.cpuStrideBytes() > 0;
        long cpu = perCpu ? offset / flat.cpuStrideBytes() : 0;
        long inCpu = perCpu ? offset % flat.cpuStrideBytes() : offset;
        long index = inCpu / flat.strideBytes();
        long inElement = inCpu % flat.strideBytes();
        if (map.map().spec().section() != null) {
            return variable(map, inElement);
        }
        return map.name() + "[" + index + "]" + (perCpu ? " of CPU " + cpu : "") + inValue(map, inElement);
    }

    private static String variable(Known map, long offset) {
        CTypes types = map.types();
        if (types.btf().type(map.map().spec().valueTypeId()) instanceof BtfType.DataSec section) {
            for (BtfType.SectionVar variable : section.vars()) {
                if (offset >= variable.offset() && offset < variable.offset() + variable.size()) {
                    return types.btf().name(variable.type())
                            + (types.btf().type(variable.type()) instanceof BtfType.Var var
                                    ? types.path(var.type(), offset - variable.offset())
                                    : "");
                }
            }
        }
        return map.map().spec().section() + "+" + offset;
    }

    private static String inValue(Known map, long offset) {
        int type = map.map().spec().valueTypeId();
        return type == 0 ? offset == 0 ? "" : "+" + offset : map.types().path(type, offset);
    }

    /** What the key of a call lies at, or nothing if memory ends before. */
    Optional<byte[]> bytes(long address, int size) {
        Region region = size < 0 ? null : memory.find(address, size);
        if (region == null) {
            return Optional.empty();
        }
        int from = (int) (address - region.base());
        return Optional.of(Arrays.copyOfRange(region.bytes(), from, from + size));
    }
}
