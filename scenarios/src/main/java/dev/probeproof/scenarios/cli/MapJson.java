// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The definition of a map in {@code dump image --json}: the kernel's numbers, unsigned. */
final class MapJson {
    private static final byte[] ZEROS = new byte[1 << 16];

    private MapJson() {}

    /**
     * @param contentIsKnown false for values of the kernel's configuration that nobody knows: zeros that stand for them have
     *     no digest
     */
    static void write(JsonGenerator json, MapSpec map, boolean contentIsKnown) {
        json.writeStartObject();
        json.writeStringProperty("name", map.name());
        json.writeNumberProperty("type", Integer.toUnsignedLong(map.type()));
        json.writeNumberProperty("key_size", Integer.toUnsignedLong(map.keySize()));
        json.writeNumberProperty("value_size", Integer.toUnsignedLong(map.valueSize()));
        json.writeNumberProperty("max_entries", Integer.toUnsignedLong(map.maxEntries()));
        json.writeNumberProperty("flags", Integer.toUnsignedLong(map.flags()));
        json.writeNumberProperty("map_extra", new java.math.BigInteger(Long.toUnsignedString(map.mapExtra())));
        json.writeNumberProperty("pinning", map.pinning());
        MapSpec inner = map.inner();
        json.writeName("inner");
        if (inner == null) {
            json.writeNull();
        } else {
            write(json, inner, true);
        }
        ImageJson.writeText(json, "initial_sha256", contentIsKnown ? initialDigest(map) : null);
        json.writeStringProperty("type_name", typeName(map));
        json.writeEndObject();
    }

    static String typeName(MapSpec map) {
        return MapType.of(map.type()).map(MapType::toString).orElse(Integer.toUnsignedString(map.type()));
    }

    private static @Nullable String initialDigest(MapSpec map) {
        if (map.section() == null) {
            return null;
        }
        MessageDigest digest = sha256();
        Bytes initial = map.initialValue();
        if (initial != null) {
            digest.update(initial.toArray());
        } else {
            for (long rest = Integer.toUnsignedLong(map.valueSize()); rest > 0; rest -= ZEROS.length) {
                digest.update(ZEROS, 0, (int) Math.min(rest, ZEROS.length));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }
}
