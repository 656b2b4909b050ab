// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.scenarios.data.DataReader;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.trace.CTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** What maps hold at one moment. */
final class MapElements {
    /** An element with its key in words. */
    record Element(String key, TypedValue value) {}

    private MapElements() {}

    /** Maps that hold values by keys, without data sections. */
    static List<LoadedMap> of(Live live) {
        return live.world().objects().stream()
                .flatMap(object -> object.maps().stream())
                .filter(map -> map.spec().section() == null)
                .toList();
    }

    static List<String> names(Live live) {
        return of(live).stream().map(map -> map.spec().name()).toList();
    }

    static boolean holdsValues(LoadedMap map) {
        return MapType.of(map.spec().type())
                .map(type -> switch (type) {
                    case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE -> true;
                    default -> false;
                })
                .orElse(false);
    }

    static TypedValue element(Live live, LoadedObject object, LoadedMap map, byte[] key) {
        byte[] value = map.lookup(key)
                .orElseThrow(() -> new DebugException("'" + map.spec().name() + "' has no element "
                        + key(live, object, map, key) + " at this moment"));
        return value(live, object, map, key, value);
    }

    private static TypedValue value(Live live, LoadedObject object, LoadedMap map, byte[] key, byte[] value) {
        CTypes types = types(live, object);
        MapSpec spec = map.spec();
        OptionalLong address =
                value.length == spec.valueSize() ? live.places().elementAddress(map, key) : OptionalLong.empty();
        byte[] own = value;
        if (value.length > spec.valueSize()) {
            // Of a per-CPU map: the value of the CPU that runs.
            int cpus = live.world().kernel().possibleCpus();
            int distance = value.length / cpus;
            int cpu = live.world().kernel().world().cpu();
            own = Arrays.copyOfRange(value, cpu * distance, cpu * distance + spec.valueSize());
        }
        return new TypedValue(types, spec.valueTypeId(), own, address, 0, 0, 0);
    }

    static String key(Live live, LoadedObject object, LoadedMap map, byte[] key) {
        int type = map.spec().keyTypeId();
        Datum datum = type == 0
                ? Datum.Raw.of(key)
                : new DataReader(
                                types(live, object).btf(),
                                live.world().kernel().kernelMemory().order())
                        .read(type, key);
        return datum.toString();
    }

    private static CTypes types(Live live, LoadedObject object) {
        Btf btf = object.object().btf();
        return btf == null ? KernelTypes.of(live) : new CTypes(btf);
    }

    /** At most so many elements; those of arrays that are all zero do not count. */
    static List<Element> elements(Live live, LoadedMap map, int most) {
        LoadedObject object = live.world().objects().stream()
                .filter(each -> each.maps().contains(map))
                .findFirst()
                .orElseThrow();
        boolean array = map.spec().is(MapType.ARRAY) || map.spec().is(MapType.PERCPU_ARRAY);
        List<Element> elements = new ArrayList<>();
        for (LoadedMap.Entry entry : map.entries()) {
            boolean zero = array && Arrays.equals(entry.value(), new byte[entry.value().length]);
            if (!zero && elements.size() < most) {
                elements.add(new Element(
                        key(live, object, map, entry.key()), value(live, object, map, entry.key(), entry.value())));
            }
        }
        return elements;
    }
}
