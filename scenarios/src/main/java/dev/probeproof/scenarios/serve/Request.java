// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.json.Json;
import dev.probeproof.scenarios.json.JsonArray;
import dev.probeproof.scenarios.json.JsonException;
import dev.probeproof.scenarios.json.JsonNumber;
import dev.probeproof.scenarios.json.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request, read and checked. Field names are those of the protocol; fields that it does not know are ignored.
 *
 * @param type absent for {@code raw}
 */
record Request(
        Operation operation,
        Optional<ProgramType> type,
        int expectedAttachType,
        int programFlags,
        Instructions instructions,
        List<RequestedMap> maps,
        List<Kfunc> kfuncs,
        Optional<String> attachBtfName,
        @Nullable ProgramBtf btf,
        byte[] memory,
        Optional<String> kernelRelease) {

    /** As many as a kernel takes. */
    private static final int MAX_INSTRUCTIONS = 1_000_000;

    enum Operation {
        VERIFY,
        RUN
    }

    /** The call at a slot names a kernel function. */
    record Kfunc(int slot, String name) {}

    /**
     * @throws JsonException naming the field that is missing or wrong
     * @throws UnsupportedFeatureException for a program type that nobody here has heard of
     */
    static Request of(JsonObject request) {
        Operation operation = switch (request.text("op")) {
            case "verify" -> Operation.VERIFY;
            case "run" -> Operation.RUN;
            default ->
                throw new JsonException("'op' must be \"verify\" or \"run\", not \"" + request.text("op") + "\"");
        };
        String typeName = request.text("prog_type");
        boolean raw = typeName.equals("raw");
        return new Request(
                operation,
                raw ? Optional.empty() : Optional.of(type(typeName, request)),
                number(request, "expected_attach_type"),
                number(request, "prog_flags"),
                instructions(hex(request, "insns"), "insns"),
                maps(request),
                kfuncs(request),
                request.optionalText("attach_btf_name"),
                btf(request),
                hex(request, "mem"),
                request.optionalText("kernel_release"));
    }

    private static ProgramType type(String name, JsonObject request) {
        if (request.optionalNumber("prog_type_id").isPresent()) {
            int id = number(request, "prog_type_id");
            return ProgramType.of(id)
                    .orElseThrow(() -> new UnsupportedFeatureException(
                            "program type '" + name + "'", "no type has the number " + id));
        }
        for (ProgramType type : ProgramType.values()) {
            if (type.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new UnsupportedFeatureException("program type '" + name + "'", "unknown");
    }

    private static List<RequestedMap> maps(JsonObject request) {
        List<RequestedMap> maps = new ArrayList<>();
        for (Json element : request.optionalArray("maps")) {
            if (!(element instanceof JsonObject map)) {
                throw new JsonException("'maps' must hold objects, not " + element.kind());
            }
            maps.add(RequestedMap.of(map));
        }
        return maps;
    }

    private static List<Kfunc> kfuncs(JsonObject request) {
        List<Kfunc> kfuncs = new ArrayList<>();
        for (Json element : request.optionalArray("kfuncs")) {
            if (!(element instanceof JsonObject kfunc)) {
                throw new JsonException("'kfuncs' must hold objects, not " + element.kind());
            }
            kfuncs.add(new Kfunc(requiredNumber(kfunc, "insn"), kfunc.text("name")));
        }
        return kfuncs;
    }

    private static @Nullable ProgramBtf btf(JsonObject request) {
        if (request.optionalText("btf").isEmpty()) {
            return null;
        }
        List<ProgramBtf.FuncInfo> functions = new ArrayList<>();
        for (Json element : request.optionalArray("func_info")) {
            if (!(element instanceof JsonArray pair) || pair.elements().size() != 2) {
                throw new JsonException("'func_info' must hold pairs [instruction, type id]");
            }
            functions.add(new ProgramBtf.FuncInfo(
                    number(pair.elements().get(0), "func_info"),
                    number(pair.elements().get(1), "func_info")));
        }
        return new ProgramBtf(Bytes.wrap(hex(request, "btf"), "btf of the request"), functions, List.of());
    }

    /** Absent is empty. */
    static byte[] hex(JsonObject object, String name) {
        String text = object.optionalText(name).orElse("");
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException notHex) {
            throw new JsonException("'" + name + "' must be hex digits without blanks, two for each byte");
        }
    }

    static Instructions instructions(byte[] bytes, String name) {
        if (bytes.length == 0 || bytes.length % Instructions.SLOT_BYTES != 0) {
            throw new JsonException(
                    "'" + name + "' must hold instructions of 8 bytes each, not " + bytes.length + " bytes");
        }
        if (bytes.length / Instructions.SLOT_BYTES > MAX_INSTRUCTIONS) {
            throw new JsonException("'" + name + "' must hold no more than " + MAX_INSTRUCTIONS + " instructions");
        }
        return Instructions.decode(Bytes.wrap(bytes, name));
    }

    /** 32 bits, signed or unsigned; absent is 0. */
    static int number(JsonObject object, String name) {
        return bits32(object.optionalNumber(name).orElse(0), name);
    }

    /** 32 bits, signed or unsigned. */
    static int requiredNumber(JsonObject object, String name) {
        return bits32(object.number(name), name);
    }

    private static int number(Json element, String name) {
        OptionalLong value = element instanceof JsonNumber number ? number.asLong() : OptionalLong.empty();
        return bits32(value.orElseThrow(() -> new JsonException("'" + name + "' must hold pairs of integers")), name);
    }

    private static int bits32(long value, String name) {
        if (value < Integer.MIN_VALUE || value > 0xffff_ffffL) {
            throw new JsonException("'" + name + "' must fit 32 bits, not " + value);
        }
        return (int) value;
    }
}
