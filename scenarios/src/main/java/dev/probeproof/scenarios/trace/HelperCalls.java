// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.helper.Argument;
import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.emulator.helper.ReturnKind;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.run.ScenarioWorld;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Calls of helpers in words, and the memory that they read and write for a program. */
final class HelperCalls {
    private static final int MOST_BYTES = 32;

    private final ScenarioWorld world;
    private final Places places;

    HelperCalls(ScenarioWorld world, Places places) {
        this.world = world;
        this.places = places;
    }

    TraceSink.HelperCall describe(HelperId helper, long[] arguments, long result, Frames frames) {
        List<Argument> kinds = HelperPrototypes.find(helper).arguments();
        List<String> names = HelperParameters.of(helper);
        Optional<MapPlaces.Known> map = Optional.empty();
        List<TraceSink.Argument> described = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).kind() == ArgumentKind.MAP) {
                map = places.maps().at(arguments[i]);
            }
            described.add(new TraceSink.Argument(
                    names.get(i), arguments[i], words(kinds.get(i).kind(), arguments[i], map, frames)));
        }
        return new TraceSink.HelperCall(helper.functionName(), described, result, result(helper, result, frames));
    }

    private String words(ArgumentKind kind, long value, Optional<MapPlaces.Known> map, Frames frames) {
        if (kind == ArgumentKind.RELEASED_RECORD) {
            return "the record at 0x" + Long.toHexString(value);
        }
        if (map.isPresent() && value != 0) {
            MapPlaces.Known known = map.get();
            if (kind == ArgumentKind.MAP_KEY) {
                return places.maps()
                        .bytes(value, known.map().spec().keySize())
                        .map(bytes -> places.maps().key(known, bytes).toString())
                        .orElseGet(() -> places.words(value, frames));
            }
            if (kind == ArgumentKind.MAP_VALUE || kind == ArgumentKind.MAP_VALUE_OR_NULL) {
                return places.maps()
                        .bytes(value, known.map().spec().valueSize())
                        .map(bytes -> places.maps().value(known, bytes).toString())
                        .orElseGet(() -> places.words(value, frames));
            }
        }
        return places.words(value, frames);
    }

    private String result(HelperId helper, long result, Frames frames) {
        if (result < 0 && result >= -4095) {
            String name = Errno.describe((int) -result);
            return "-" + (name.indexOf(' ') < 0 ? name : name.substring(0, name.indexOf(' ')));
        }
        ReturnKind kind = HelperPrototypes.find(helper).returns();
        if (kind == ReturnKind.VOID) {
            return "";
        }
        boolean pointer = kind != ReturnKind.INTEGER;
        return pointer && result == 0 ? "NULL" : places.words(result, frames);
    }

    /** What a helper read from where and wrote to where, as far as it tells. */
    List<TraceSink.Access> accesses(HelperId helper, long[] arguments, long result, Frames frames) {
        return switch (helper) {
            case PROBE_READ, PROBE_READ_KERNEL -> copied(arguments, arguments[1], result, false, frames);
            case PROBE_READ_STR, PROBE_READ_KERNEL_STR -> copied(arguments, result, result, false, frames);
            case PROBE_READ_USER, COPY_FROM_USER -> copied(arguments, arguments[1], result, true, frames);
            case PROBE_READ_USER_STR -> copied(arguments, result, result, true, frames);
            case GET_CURRENT_COMM ->
                result < 0 ? List.of() : List.of(access(true, arguments[0], arguments[1], false, frames));
            default -> List.of();
        };
    }

    private List<TraceSink.Access> copied(long[] arguments, long size, long result, boolean user, Frames frames) {
        if (result < 0) {
            String why = user
                    ? world.kernel().userMemory().describe(arguments[2])
                    : world.kernel()
                            .objects()
                            .unset(arguments[2])
                            .map(pointer -> "nobody set " + pointer)
                            .orElseGet(() -> world.kernel().kernelMemory().describe(arguments[2]));
            return List.of(new TraceSink.Access(
                    false, "0x" + Long.toHexString(arguments[2]), arguments[2], (int) arguments[1], 0, why));
        }
        return List.of(
                access(false, arguments[2], size, user, frames), access(true, arguments[0], size, false, frames));
    }

    private TraceSink.Access access(boolean write, long address, long size, boolean user, Frames frames) {
        AddressSpace memory =
                user ? world.kernel().userMemory() : world.kernel().kernelMemory();
        Region region = size < 0 || size > Integer.MAX_VALUE ? null : memory.find(address, (int) size);
        String place = (user ? places.userPlace(address) : places.place(address, frames))
                .orElse("0x" + Long.toHexString(address));
        if (region == null) {
            return new TraceSink.Access(write, place, address, (int) size, 0, "?");
        }
        int from = (int) (address - region.base());
        byte[] bytes = Arrays.copyOfRange(region.bytes(), from, from + (int) size);
        long number = bytes.length <= Long.BYTES ? number(bytes) : 0;
        return new TraceSink.Access(write, place, address, bytes.length, number, words(bytes, number, place, frames));
    }

    private long number(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES)
                .order(world.kernel().kernelMemory().order());
        boolean little = buffer.order() == java.nio.ByteOrder.LITTLE_ENDIAN;
        buffer.position(little ? 0 : Long.BYTES - bytes.length).put(bytes);
        return buffer.getLong(0);
    }

    private String words(byte[] bytes, long number, String place, Frames frames) {
        if (bytes.length == 1 || bytes.length == 2 || bytes.length == 4 || bytes.length == 8) {
            String words = places.words(number, frames);
            // The object that a pointer leads to is often named after that pointer.
            return words.equals(place) ? "0x" + Long.toHexString(number) : words;
        }
        int end = 0;
        while (end < bytes.length && bytes[end] >= ' ' && bytes[end] < 0x7f) {
            end++;
        }
        boolean text = end > 0 && (end == bytes.length || bytes[end] == 0);
        if (text) {
            return '"' + new String(bytes, 0, end, StandardCharsets.US_ASCII) + '"';
        }
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, MOST_BYTES))
                + (bytes.length > MOST_BYTES ? " …" : "");
    }
}
