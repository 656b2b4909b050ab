// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.scenarios.data.DataReader;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Value;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is in the maps of the loaded objects, read by their types. */
final class Contents implements AutoCloseable {
    private static final int MOST_ENTRIES = 1000;

    private final List<LoadedObject> objects;
    private final List<Btf> declared;
    private final List<Btf> recordTypes;
    private final ByteOrder order;
    private final int cpus;
    private final Map<String, EventStream> streams = new LinkedHashMap<>();

    /** @param declared types that the scenario declares; they come first */
    Contents(List<LoadedObject> objects, List<Btf> declared, ByteOrder order, int cpus) {
        this.objects = objects;
        this.declared = declared;
        List<Btf> all = new ArrayList<>(declared);
        objects.stream()
                .map(object -> object.object().btf())
                .filter(java.util.Objects::nonNull)
                .forEach(all::add);
        this.recordTypes = List.copyOf(all);
        this.order = order;
        this.cpus = cpus;
        for (LoadedObject object : objects) {
            for (LoadedMap map : object.maps()) {
                if (map.spec().is(MapType.RINGBUF) || map.spec().is(MapType.PERF_EVENT_ARRAY)) {
                    streams.put(map.spec().name(), map.events());
                }
            }
        }
    }

    /** Names of ring buffers and perf buffers. */
    List<String> buffers() {
        return List.copyOf(streams.keySet());
    }

    /** Takes what came out of all buffers. */
    List<EventRecord> drain() {
        List<EventRecord> events = new ArrayList<>();
        streams.forEach((name, stream) ->
                stream.poll(Duration.ZERO, bytes -> events.add(event(name, bytes, Optional.empty()))));
        return events;
    }

    /** The same bytes as another type. */
    EventRecord as(EventRecord event, Value.Word type) {
        return event(event.map(), event.bytes().toArray(), Optional.of(type));
    }

    private EventRecord event(String map, byte[] bytes, Optional<Value.Word> asked) {
        for (Btf btf : recordTypes) {
            // A record may end before its type does, if the scenario declares it: programs send what is filled of a
            // buffer.
            boolean said = asked.isPresent() || declared.contains(btf);
            // A single struct of that name is what people call it.
            String name = asked.map(word -> word.text().replaceFirst("^struct\\s+", ""))
                    .orElse("event");
            List<Integer> found = btf.findAll(BtfKind.STRUCT, name);
            if (!found.isEmpty() && (said || btf.sizeOf(found.get(0)) <= bytes.length)) {
                Datum value = new DataReader(btf, order).read(found.get(0), bytes);
                return new EventRecord(map, "struct " + name, value, raw(bytes));
            }
        }
        asked.ifPresent(word -> {
            List<String> names = recordTypes.stream()
                    .flatMap(btf -> btf.names(BtfKind.STRUCT).stream())
                    .toList();
            throw new ScenarioException(
                    word.position(),
                    "the object's types have no '" + word.text() + "'" + Nearest.suffix(Nearest.of(word.text(), names))
                            + "; clang keeps types that a map, a global variable or a function names: declare others under 'types'");
        });
        return new EventRecord(map, "", Datum.Raw.of(bytes), raw(bytes));
    }

    private static dev.probeproof.loader.bytes.Bytes raw(byte[] bytes) {
        return dev.probeproof.loader.bytes.Bytes.wrap(bytes.clone(), "record");
    }

    LoadedMap find(Value.Word name) {
        List<String> names = new ArrayList<>();
        for (LoadedObject object : objects) {
            for (LoadedMap map : object.maps()) {
                if (map.spec().name().equals(name.text())) {
                    return map;
                }
                names.add(map.spec().name());
            }
        }
        throw new ScenarioException(
                name.position(),
                "no map '" + name.text() + "'"
                        + (Nearest.of(name.text(), names).isEmpty()
                                ? "; there are " + String.join(", ", names)
                                : Nearest.suffix(Nearest.of(name.text(), names))));
    }

    Optional<LoadedMap> named(String name) {
        return objects.stream()
                .flatMap(object -> object.maps().stream())
                .filter(map -> map.spec().name().equals(name))
                .findFirst();
    }

    /** One key, or one value: of a per-CPU map that of one CPU. */
    Datum datum(LoadedMap map, boolean key, byte[] bytes) {
        return typed(map, key ? map.spec().keyTypeId() : map.spec().valueTypeId(), bytes);
    }

    /** What is in another state than before. */
    static List<MapRecord.Change> changes(List<MapRecord> before, List<MapRecord> after) {
        List<MapRecord.Change> changes = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            MapRecord map = after.get(i);
            Map<Datum, Datum> old = new LinkedHashMap<>();
            before.get(i).entries().forEach(entry -> old.put(entry.key(), entry.value()));
            for (MapRecord.Entry entry : map.entries()) {
                Optional<Datum> was = Optional.ofNullable(old.remove(entry.key()));
                if (!was.equals(Optional.of(entry.value()))) {
                    changes.add(new MapRecord.Change(map.map(), entry.key(), was, Optional.of(entry.value())));
                }
            }
            // Of a map with more entries than are kept nobody can say what went.
            if (map.omitted() == 0) {
                old.forEach((key, was) ->
                        changes.add(new MapRecord.Change(map.map(), key, Optional.of(was), Optional.empty())));
            }
        }
        return changes;
    }

    @Nullable
    Btf types(LoadedMap map) {
        return objects.stream()
                .filter(object -> object.maps().contains(map))
                .findFirst()
                .map(object -> object.object().btf())
                .orElse(null);
    }

    /** Every map that has entries of its own: no data sections, buffers, or maps of programs. */
    List<MapRecord> all() {
        List<MapRecord> records = new ArrayList<>();
        for (LoadedObject object : objects) {
            for (LoadedMap map : object.maps()) {
                if (map.spec().section() == null && holdsValues(map.spec())) {
                    records.add(record(map));
                }
            }
        }
        return records;
    }

    private static boolean holdsValues(MapSpec spec) {
        return MapType.of(spec.type())
                .map(type -> switch (type) {
                    case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE -> true;
                    default -> false;
                })
                .orElse(false);
    }

    MapRecord record(Value.Word name) {
        LoadedMap map = find(name);
        if (!holdsValues(map.spec())) {
            throw new ScenarioException(
                    name.position(),
                    "what is in a map of type " + map.spec().typeName() + " cannot be compared"
                            + (streams.containsKey(name.text()) ? "; its records can, by 'events'" : ""));
        }
        return record(map);
    }

    private MapRecord record(LoadedMap map) {
        MapSpec spec = map.spec();
        boolean array = spec.is(MapType.ARRAY) || spec.is(MapType.PERCPU_ARRAY);
        List<MapRecord.Entry> entries = new ArrayList<>();
        long omitted = 0;
        for (LoadedMap.Entry entry : map.entries()) {
            if (array && isZero(entry.value())) {
                continue;
            }
            if (entries.size() == MOST_ENTRIES) {
                omitted++;
                continue;
            }
            entries.add(new MapRecord.Entry(key(map, entry.key()), value(map, entry.value())));
        }
        return new MapRecord(spec.name(), spec.typeName(), entries, omitted);
    }

    private static boolean isZero(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private Datum key(LoadedMap map, byte[] bytes) {
        return typed(map, map.spec().keyTypeId(), bytes);
    }

    /** A per-CPU value is a row, one element for each CPU, 8 bytes or a multiple apart. */
    private Datum value(LoadedMap map, byte[] bytes) {
        MapSpec spec = map.spec();
        int size = spec.valueSize();
        if (bytes.length <= size) {
            return typed(map, spec.valueTypeId(), bytes);
        }
        int distance = bytes.length / cpus;
        List<Datum> values = new ArrayList<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            values.add(
                    typed(map, spec.valueTypeId(), Arrays.copyOfRange(bytes, cpu * distance, cpu * distance + size)));
        }
        return new Datum.Row(values);
    }

    private Datum typed(LoadedMap map, int typeId, byte[] bytes) {
        Btf btf = types(map);
        if (btf != null && typeId != 0) {
            return new DataReader(btf, order).read(typeId, bytes);
        }
        if (bytes.length == 1 || bytes.length == 2 || bytes.length == 4 || bytes.length == 8) {
            long number = 0;
            for (int i = 0; i < bytes.length; i++) {
                number = number << 8 | bytes[order == ByteOrder.BIG_ENDIAN ? i : bytes.length - 1 - i] & 0xff;
            }
            return new Datum.Number(number, false, false, "");
        }
        return Datum.Raw.of(bytes);
    }

    @Override
    public void close() {
        streams.values().forEach(EventStream::close);
    }
}
