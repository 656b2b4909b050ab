// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class CallVerdictsTest {
    private static final String DATA = "/verifier/calls.data";
    private static final List<VerifierMap> MAPS = List.of(
            new PlainMap(MapType.HASH, 8, 8, 1),
            new PlainMap(MapType.RINGBUF, 0, 0, 4096),
            new PlainMap(MapType.ARRAY, 4, 8, 1),
            new PlainMap(MapType.PROG_ARRAY, 4, 4, 4));

    private record PlainMap(MapType type, int keySize, int valueSize, int maxEntries) implements VerifierMap {
        @Override
        public String name() {
            return "map";
        }

        @Override
        public int typeNumber() {
            return type.number();
        }

        @Override
        public int flags() {
            return 0;
        }

        @Override
        public @Nullable VerifierMap inner() {
            return null;
        }

        @Override
        public MapFields fields() {
            return MapFields.NONE;
        }

        @Override
        public @Nullable Btf types() {
            return null;
        }

        @Override
        public int valueTypeId() {
            return 0;
        }

        @Override
        public boolean isConstant() {
            return false;
        }

        @Override
        public OptionalLong constant(int offset, int size) {
            return OptionalLong.empty();
        }

        @Override
        public long address() {
            return 0xffff_8880_0000_0000L;
        }

        @Override
        public boolean hasDirectValue() {
            return false;
        }
    }

    @TestFactory
    List<DynamicTest> answersCallsAsTheReleaseDoes() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        String name = "";
        StringBuilder program = new StringBuilder();
        int number = 0;
        for (String line : data().split("\n")) {
            number++;
            if (line.startsWith("== ")) {
                name = line.substring(3);
                program.setLength(0);
            } else if (line.startsWith("@ ")) {
                String[] parts = line.substring(2).split(": ", 2);
                Instructions code = Assembler.assemble(program.toString());
                for (String release : parts[0].split(" ")) {
                    tests.add(DynamicTest.dynamicTest(
                            name + " on " + release,
                            URI.create("classpath:" + DATA + "?line=" + number),
                            () -> assertThat(answer(code, release)).isEqualTo(parts[1])));
                }
            } else if (!line.startsWith("#")) {
                program.append(line).append('\n');
            }
        }
        return tests;
    }

    private static String answer(Instructions code, String release) {
        ProgramImage image = ProgramImage.of("calls", ProgramType.KPROBE, code, List.of());
        TargetKernel target = new TargetKernel("test", release, Archs.X86_64, noTypes(), KernelSymbols.NONE);
        Verdict verdict = Verifier.verify(new VerifierRequest(image, MAPS, target, KernelProfile.of(release), 1, 2));
        if (verdict.errno() == null) {
            return "0";
        }
        List<String> lines = verdict.log()
                .lines()
                .filter(line -> !line.startsWith("processed "))
                .toList();
        return verdict.errno().number() + " " + lines.get(lines.size() - 1);
    }

    private static Btf noTypes() {
        byte[] blob = ByteBuffer.allocate(25)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xeb9f)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(24)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .array();
        return BtfReader.read(Bytes.wrap(blob, "no types"));
    }

    private static String data() throws IOException {
        try (InputStream in = CallVerdictsTest.class.getResourceAsStream(DATA)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
