// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.scenarios.json.Json;
import dev.probeproof.scenarios.json.JsonException;
import dev.probeproof.scenarios.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map of a request.
 *
 * @param placeholder what stands for it in the immediates of the program
 * @param frozen true if user space may not write once {@code initial} and {@code programs} are in
 * @param types what its keys and values, or those of its elements, are described in; null if they are not
 */
record RequestedMap(
        int placeholder,
        MapSpec spec,
        List<Entry> initial,
        List<Program> programs,
        boolean frozen,
        @Nullable Btf types) {

    record Entry(byte[] key, byte[] value) {}

    /** A program in a slot of a program array. */
    record Program(int index, Instructions instructions) {
        byte[] key() {
            return ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(index)
                    .array();
        }
    }

    static RequestedMap of(JsonObject map) {
        MapSpec spec = spec(map);
        JsonObject described = map;
        if (map.optionalObject("inner").isPresent()) {
            JsonObject inner = map.optionalObject("inner").get();
            spec = spec.withInner(spec(inner));
            if (inner.optionalText("btf").isPresent()) {
                described = inner;
            }
        }
        List<Entry> initial = new ArrayList<>();
        for (JsonObject entry : objects(map, "init")) {
            initial.add(new Entry(Request.hex(entry, "key"), Request.hex(entry, "value")));
        }
        List<Program> programs = new ArrayList<>();
        for (JsonObject program : objects(map, "progs")) {
            programs.add(new Program(
                    Request.number(program, "key"), Request.instructions(Request.hex(program, "insns"), "insns")));
        }
        return new RequestedMap(
                Request.requiredNumber(map, "fd"),
                spec,
                initial,
                programs,
                map.optionalBoolean("frozen"),
                types(described));
    }

    private static MapSpec spec(JsonObject map) {
        return MapSpec.builder(map.optionalText("name").orElse("map"), Request.number(map, "type"))
                .keySize(Request.number(map, "key_size"))
                .valueSize(Request.number(map, "value_size"))
                .maxEntries(Request.number(map, "max_entries"))
                .flags(Request.number(map, "flags"))
                .types(Request.number(map, "btf_key_id"), Request.number(map, "btf_value_id"))
                .mapExtra(map.optionalNumber("map_extra").orElse(0))
                .build();
    }

    private static @Nullable Btf types(JsonObject map) {
        return map.optionalText("btf").isEmpty()
                ? null
                : BtfReader.read(Bytes.wrap(Request.hex(map, "btf"), "btf of a map"));
    }

    private static List<JsonObject> objects(JsonObject map, String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Json element : map.optionalArray(name)) {
            if (!(element instanceof JsonObject object)) {
                throw new JsonException("'" + name + "' must hold objects, not " + element.kind());
            }
            objects.add(object);
        }
        return objects;
    }
}
