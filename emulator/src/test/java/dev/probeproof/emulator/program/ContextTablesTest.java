// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of context fields against what kernels answered. The resources hold, for each program type and attach type,
 * the offsets that were tried, and per kind of access (r load, s sign-extending load, w store, i store of an immediate)
 * and size the offsets that were granted: {@code -} counts by the size, {@code ..} by one.
 */
class ContextTablesTest {
    private static final Btf TYPES = types();

    @TestFactory
    Stream<DynamicTest> contextsAreAsMeasured() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String release : List.of("5.10", "6.1", "6.12", "6.18", "7.2")) {
            for (Measured measured : read(release)) {
                measured.attachTypes()
                        .forEach(attachType -> tests.add(DynamicTest.dynamicTest(
                                release + " " + measured.type() + " attached as " + attachType,
                                () -> assertThat(measured.answers(release, attachType))
                                        .isEqualTo(measured.answers()))));
            }
        }
        return tests.stream();
    }

    private static List<Measured> read(String release) throws IOException {
        List<Measured> all = new ArrayList<>();
        for (String line : lines("context-" + release + ".txt")) {
            if (line.startsWith("  ")) {
                all.get(all.size() - 1).answers().add(line.strip());
            } else if (!line.startsWith("#") && !line.isBlank()) {
                all.add(Measured.of(line.split(" ")));
            }
        }
        return all;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream stream = ContextTablesTest.class.getResourceAsStream("/program/" + resource)) {
            assertThat(stream).as(resource).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Btf types() {
        BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        for (String struct : List.of("sk_buff", "nf_hook_state")) {
            types.add(new BtfType.Composite(struct, false, 8, List.of()));
        }
        return types.toBtf();
    }

    /** What a kernel answered for a type. */
    private record Measured(ProgramType type, List<Integer> attachTypes, List<int[]> offsets, List<String> answers) {
        static Measured of(String[] words) {
            return new Measured(
                    ProgramType.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    Arrays.stream(words[1].split(",")).map(Integer::valueOf).toList(),
                    Arrays.stream(words[2].split(","))
                            .map(range -> Arrays.stream(range.split("\\.\\."))
                                    .mapToInt(Integer::parseInt)
                                    .toArray())
                            .toList(),
                    new ArrayList<>());
        }

        /** The same text from the tables. */
        List<String> answers(String release, int attachType) {
            ProgramSetting setting = new ProgramSetting(
                    type,
                    attachType,
                    KernelProfile.of(release),
                    0,
                    null,
                    TYPES,
                    dev.probeproof.loader.arch.Archs.X86_64);
            return answers.stream()
                    .map(line -> line.substring(0, 2))
                    .map(kind -> answer(setting, kind.charAt(0), kind.charAt(1) - '0'))
                    .toList();
        }

        private String answer(ProgramSetting setting, char kind, int size) {
            boolean write = kind == 'w' || kind == 'i';
            List<Granted> granted = new ArrayList<>();
            for (int[] range : offsets) {
                for (int offset = range[0]; offset <= range[1]; offset++) {
                    Optional<ContextValue> value = kind == 'i'
                                    && !ProgramTypes.find(type).orElseThrow().storesImmediates(setting.profile())
                            ? Optional.empty()
                            : ProgramTypes.find(type)
                                    .orElseThrow()
                                    .access(new ContextAccess(setting, offset, size, write, kind == 's'))
                                    .value();
                    if (value.isPresent()) {
                        add(granted, offset, size, name(value.get()));
                    }
                }
            }
            return kind + "" + size + granted.stream().map(range -> " " + range).collect(Collectors.joining());
        }

        private static void add(List<Granted> granted, int offset, int size, String value) {
            int last = granted.size() - 1;
            if (last >= 0 && granted.get(last).continuesAt(offset, value)) {
                granted.set(last, granted.get(last).upTo(offset));
            } else {
                granted.add(new Granted(offset, offset, size, 0, value));
            }
        }

        /** As kernels print registers. */
        private static String name(ContextValue value) {
            String name = switch (value.kind()) {
                case SCALAR -> "";
                case PACKET -> "pkt";
                case PACKET_META -> "pkt_meta";
                case PACKET_END -> "pkt_end";
                case FLOW_KEYS -> "flow_keys";
                case SOCKET -> "sock";
                case SOCK_COMMON -> "sock_common";
                case TCP_SOCK -> "tcp_sock";
                case XDP_SOCK -> "xdp_sock";
                case BTF -> "ptr_" + TYPES.name(value.btfId());
                case TRACEPOINT_BUFFER -> "tp_buffer";
                case BUFFER -> "buf";
                case MEMORY -> "mem";
            };
            return (value.has(ContextValue.Flag.TRUSTED) ? "trusted_" : "")
                    + name
                    + (value.mayBeNull() ? "_or_null" : "");
        }
    }

    /** Offsets from first to last, by the size of the access or (unaligned) by one. */
    private record Granted(int first, int last, int size, int step, String value) {
        boolean continuesAt(int offset, String nextValue) {
            int distance = offset - last;
            return value.equals(nextValue) && (distance == step || step == 0 && (distance == 1 || distance == size));
        }

        Granted upTo(int offset) {
            return new Granted(first, offset, size, offset - last, value);
        }

        @Override
        public String toString() {
            return (first == last ? "" + first : first + (step == size ? "-" : "..") + last)
                    + (value.isEmpty() ? "" : "=" + value);
        }
    }
}
