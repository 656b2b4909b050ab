// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.MapSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the reference loader (libbpf 1.1.2) finds in an object without loading it, or that it refuses it, is what we find:
 * {@code libbpf-open.txt}, written by {@code libbpf-open.c}.
 */
class OpenedByReferenceTest {
    /** Objects that we treat otherwise on purpose. */
    private static final Map<String, String> DIFFERENT = Map.of(
            "legacy", "definitions from before BTF are read here; libbpf dropped them in 1.0",
            "arena", "newer than 1.1.2",
            "jumps", "newer than 1.1.2",
            "newer_definitions", "static maps are tolerated here; __ulong is newer than 1.1.2",
            "struct_ops", ".struct_ops.link and struct_ops.s are newer than 1.1.2");

    static Stream<String> objects() throws IOException {
        return reference().keySet().stream().filter(name -> !DIFFERENT.containsKey(source(name)));
    }

    private static String source(String object) {
        return object.substring(0, object.indexOf('.'));
    }

    /** By object, one line for each map and program. */
    private static Map<String, List<String>> reference() throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        try (InputStream stream = OpenedByReferenceTest.class.getResourceAsStream("/objects/libbpf-open.txt")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith(" ")) {
                    current = new ArrayList<>();
                    all.put(line.split(" ")[0], current);
                }
                current.add(line);
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("objects")
    void isWhatWeFind(String name) throws IOException {
        assertThat(found(name)).isEqualTo(reference().get(name));
    }

    private static List<String> found(String name) {
        List<String> lines = new ArrayList<>();
        try {
            BpfObject object = TestObjects.read(name);
            lines.add(name);
            object.maps().forEach(map -> lines.add(describe(map)));
            object.programs().forEach(program -> lines.add(describe(program, object)));
        } catch (CorruptObjectException refused) {
            lines.add(name + " refused");
        }
        return lines;
    }

    private static String describe(MapSpec map) {
        String initial = "";
        if (map.section() != null) {
            byte[] bytes = map.initialValue() == null
                    ? new byte[map.valueSize()]
                    : map.initialValue().toArray();
            initial = " initial " + digest(bytes);
        }
        return String.format(
                        Locale.ROOT,
                        "  map %s type %d key %d value %d entries %s flags 0x%x extra %d types %d %d",
                        map.name(),
                        Integer.toUnsignedLong(map.type()),
                        Integer.toUnsignedLong(map.keySize()),
                        Integer.toUnsignedLong(map.valueSize()),
                        Integer.toUnsignedString(map.maxEntries()),
                        map.flags(),
                        map.mapExtra(),
                        map.keyTypeId(),
                        map.valueTypeId())
                + (map.pinning() == 1 ? " pinned" : "")
                + (map.inner() == null ? "" : " inner")
                + initial;
    }

    private static String describe(ProgramSpec program, BpfObject object) {
        byte[] code = program.function().instructions().encode(object.order());
        return String.format(
                Locale.ROOT,
                "  program %s section %s type %d attach %d autoload %d insns %d %s",
                program.name(),
                SectionNames.withoutMark(program.section()),
                program.type().number(),
                program.expectedAttachType(),
                program.autoload() ? 1 : 0,
                program.function().instructions().size(),
                digest(code));
    }

    private static String digest(byte[] bytes) {
        int hash = 0;
        for (byte value : bytes) {
            hash = hash * 31 + (value & 0xff);
        }
        return String.format(Locale.ROOT, "%08x", hash);
    }
}
