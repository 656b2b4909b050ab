// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

class ServeTest {
    private static final String RETURN_42 = "b70000002a0000009500000000000000";

    private static List<String> serve(ServedKernel kernel, String requests) {
        return serve(new Serve(kernel), requests.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> serve(Serve serve, byte[] requests) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            serve.run(new ByteArrayInputStream(requests), out);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"btf\":\"00\",\"func_info\":[3]               | 'func_info' must hold pairs [instruction, type id]",
                "\"btf\":\"00\",\"func_info\":[[1]]             | 'func_info' must hold pairs [instruction, type id]",
                "\"btf\":\"00\",\"func_info\":[[0,1.7]]         | 'func_info' must hold pairs of integers",
                "\"btf\":\"00\",\"func_info\":[[1e999999999,1]] | 'func_info' must hold pairs of integers",
                "\"btf\":\"00\",\"func_info\":[[4294967296,1]]  | 'func_info' must fit 32 bits, not 4294967296",
                "\"kfuncs\":[{\"insn\":4294967296,\"name\":\"f\"}] | 'insn' must fit 32 bits, not 4294967296",
                "\"maps\":[{\"fd\":1,\"frozen\":1}]           | 'frozen' must be true or false, not a number",
                "\"maps\":[{\"fd\":4294967296}]                 | 'fd' must fit 32 bits, not 4294967296",
            })
    void namesTheNumberThatIsNone(String field, String error) {
        assertThat(serve(
                        new EmulatedServedKernel(),
                        "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"kprobe\",\"insns\":\"" + RETURN_42 + "\"," + field
                                + "}"))
                .containsExactly("{\"id\":1,\"error\":\"" + error + "\"}");
    }

    @Nested
    class RawPrograms {
        private final EmulatedServedKernel kernel = new EmulatedServedKernel();

        @Test
        void return64Bits() {
            assertThat(serve(
                            kernel,
                            "{\"id\":\"a\",\"op\":\"run\",\"prog_type\":\"raw\",\"mem\":\"\",\"insns\":\""
                                    + "b7000000ffffffff9500000000000000\"}"))
                    .containsExactly("{\"id\":\"a\",\"r0\":\"0xffffffffffffffff\"}");
        }

        @Test
        void getAddressAndSizeOfTheirMemory() {
            // r0 = *(u32 *)(r1 +1); r0 += r2; exit
            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"mem\":\"0001000000\",\"insns\":\""
                                    + "61100100000000000f200000000000009500000000000000\"}"))
                    .containsExactly("{\"id\":1,\"r0\":\"0x6\"}");
        }

        @Test
        void getZerosWithoutMemory() {
            // r0 = r1; r0 |= r2; exit
            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\""
                                    + "bf100000000000004f200000000000009500000000000000\"}"))
                    .containsExactly("{\"id\":1,\"r0\":\"0x0\"}");
        }

        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "7910000000000000 | \"error\":\"at insn 0: read of 8 bytes at 0x0: nothing is mapped there\"",
                    "05000000ffffffff | \"verdict\":\"reject\",\"log\":\"at insn 0: BPF_JA uses reserved fields\"",
                    "0500ffff00000000 | \"error\":\"at insn 0: still running after 100000000 instructions: an endless"
                            + " loop, or a budget too small\"",
                    "850000001f000000 | \"verdict\":\"skip\",\"error\":\"at insn 0: not emulated: helper"
                            + " bpf_skb_change_proto#31, or not for this program\""
                })
        void tellWhyTheyDidNotEnd(String insns, String expected) {
            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + insns
                                    + "9500000000000000\"}"))
                    .containsExactly("{\"id\":1," + expected + "}");
        }

        @Test
        void mayBeAMillionInstructionsLong() {
            byte[] before =
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"".getBytes(StandardCharsets.UTF_8);
            byte[] step = "0700000001000000".getBytes(StandardCharsets.UTF_8);
            byte[] after = "9500000000000000\"}\n".getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream line = new ByteArrayOutputStream(17 << 20);
            line.writeBytes(before);
            for (int i = 0; i < 999_999; i++) {
                line.writeBytes(step);
            }
            line.writeBytes(after);

            assertThat(serve(new Serve(kernel), line.toByteArray())).containsExactly("{\"id\":1,\"r0\":\"0xf423f\"}");
        }
    }

    @Nested
    class Verdicts {
        private final EmulatedServedKernel kernel = new EmulatedServedKernel();

        @Test
        void areThoseOfTheVerifier() {
            String request = "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"xdp\",\"insns\":\"";

            assertThat(serve(kernel, request + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"verdict\":\"accept\",\"insns_processed\":2}");
            assertThat(serve(kernel, request + "9500000000000000\"}").get(0))
                    .startsWith("{\"id\":1,\"verdict\":\"reject\",\"errno\":13,\"log\":\"")
                    .contains("R0 !read_ok");
        }

        @ParameterizedTest
        @CsvSource({"'', accept", "5.2, reject", "5.3, accept", "6.18, accept"})
        void areThoseOfTheRelease(String release, String verdict) {
            // r0 = 3; again: r0 -= 1; if r0 != 0 goto again; exit
            String loop = "b70000000300000017000000010000005500feff000000009500000000000000";
            String asked = release.isEmpty() ? "" : "\"kernel_release\":\"" + release + "\",";

            String answer = serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"kprobe\"," + asked + "\"insns\":\"" + loop
                                    + "\"}")
                    .get(0);

            assertThat(answer).contains("\"verdict\":\"" + verdict + "\"");
        }

        @Test
        void ofWhatIsNoReleaseDoNotExist() {
            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"kprobe\",\"kernel_release\":\"next\",\"insns\":\""
                                    + RETURN_42 + "\"}"))
                    .containsExactly(
                            "{\"id\":1,\"verdict\":\"skip\",\"error\":\"answers of Linux next: that is no release\"}");
        }
    }

    @Nested
    class BadRequests {
        @Test
        void thatExhaustMemoryDoNotKeepTheNextFromAnAnswer() {
            ServedKernel kernel = mock(ServedKernel.class);
            when(kernel.runRaw(any(), any()))
                    .thenThrow(new OutOfMemoryError("Java heap space"))
                    .thenReturn(new RawRun.Returned(7));
            String request = "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + RETURN_42 + "\"}\n";

            assertThat(serve(kernel, request + request))
                    .containsExactly(
                            "{\"id\":1,\"error\":\"out of memory: the request needs more than this JVM has (option"
                                    + " -Xmx of java)\"}",
                            "{\"id\":1,\"r0\":\"0x7\"}");
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{}                              | {\"id\":null,\"error\":\"'op' is missing\"}",
                    "{\"id\":[1],\"op\":\"x\"}       | {\"id\":[1],\"error\":\"'op' must be \\\"verify\\\" or"
                            + " \\\"run\\\", not \\\"x\\\"\"}",
                    "{\"id\":1,\"op\":\"run\"}       | {\"id\":1,\"error\":\"'prog_type' is missing\"}",
                    "{\"id\":1,\"op\":7}             | {\"id\":1,\"error\":\"'op' must be a string, not a number\"}",
                    "[]                              | {\"id\":null,\"error\":\"a request must be an object, not an"
                            + " array\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\"} | {\"id\":1,\"error\":\"'insns' must hold"
                            + " instructions of 8 bytes each, not 0 bytes\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"xy\"} | {\"id\":1,\"error\":\"'insns'"
                            + " must be hex digits without blanks, two for each byte\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"950000\"} | {\"id\":1,\"error\":"
                            + "\"'insns' must hold instructions of 8 bytes each, not 3 bytes\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"quantum\"} | {\"id\":1,\"verdict\":\"skip\",\"error\":"
                            + "\"program type 'quantum': unknown\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"x\",\"prog_type_id\":99} | {\"id\":1,\"verdict\":"
                            + "\"skip\",\"error\":\"program type 'x': no type has the number 99\"}",
                    "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + RETURN_42
                            + "\",\"maps\":[3]} | {\"id\":1,\"error\":\"'maps' must hold objects, not a number\"}"
                })
        void areAnsweredWithWhatIsWrong(String request, String answer) {
            assertThat(serve(new EmulatedServedKernel(), request)).containsExactly(answer);
        }

        @Test
        void doNotKeepTheNextFromBeingAnswered() {
            String good =
                    "{\"id\":2,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + RETURN_42 + "\",\"new\":[{}]}";

            List<String> answers = serve(new EmulatedServedKernel(), "{oops\n\n  \r\n\0\n" + good + "\r\n" + good);

            assertThat(answers).hasSize(4);
            assertThat(answers.get(0)).startsWith("{\"id\":null,\"error\":\"not JSON: ");
            assertThat(answers.get(1)).startsWith("{\"id\":null,\"error\":\"not JSON: ");
            assertThat(answers.subList(2, 4)).allMatch("{\"id\":2,\"r0\":\"0x2a\"}"::equals);
        }

        @Test
        void mayBeLongerThanTheMemoryAllows() {
            Serve serve = new Serve(new EmulatedServedKernel(), 200);
            String good = "{\"id\":2,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + RETURN_42 + "\"}";

            List<String> answers =
                    serve(serve, (" ".repeat(300_000) + "\n" + good + "\n").getBytes(StandardCharsets.UTF_8));

            assertThat(answers)
                    .containsExactly(
                            "{\"id\":null,\"error\":\"a line of more than 200 bytes\"}", "{\"id\":2,\"r0\":\"0x2a\"}");
        }
    }

    @Test
    void answersEachRequestBeforeItReadsTheNext() throws IOException {
        List<String> order = new ArrayList<>();
        byte[] request = ("{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"insns\":\"" + RETURN_42 + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
        InputStream in = new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new AssertionError("read byte by byte");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                order.add("read");
                if (reads++ == 2) {
                    return -1;
                }
                System.arraycopy(request, 0, target, offset, request.length);
                return request.length;
            }
        };
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                order.add("flushed");
            }
        };

        new Serve(new EmulatedServedKernel()).run(in, out);

        assertThat(order).containsExactly("read", "flushed", "read", "flushed", "read");
    }

    @Nested
    class TypedPrograms {
        private final KernelBackend backend = mock();
        private final ProgramHandle handle = mock();
        private final MapHandle mapHandle = mock();
        private final ServedKernel kernel = new ServedKernel() {
            @Override
            public KernelBackend open(Optional<String> release) {
                return backend;
            }

            @Override
            public RawRun runRaw(Instructions program, byte[] memory) {
                return RawInXdp.run(backend, program, memory);
            }
        };

        private void accepts(String log) {
            when(backend.load(any(), any())).thenReturn(new ProgramLoadResult.Accepted(handle, log));
        }

        private ProgramImage loaded() {
            ArgumentCaptor<ProgramImage> image = ArgumentCaptor.forClass(ProgramImage.class);
            verify(backend).load(image.capture(), any());
            return image.getValue();
        }

        @Test
        void areAcceptedByTheKernel() {
            accepts("processed 12 insns (limit 1000000)");

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"kprobe\",\"prog_type_id\":2,"
                                    + "\"expected_attach_type\":5,\"prog_flags\":4,\"insns\":\"" + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"verdict\":\"accept\",\"insns_processed\":12}");
            assertThat(loaded().type()).isEqualTo(ProgramType.KPROBE);
            assertThat(loaded().expectedAttachType()).isEqualTo(5);
            assertThat(loaded().flags()).isEqualTo(4);
            assertThat(loaded().license()).isEqualTo("GPL");
            verify(backend).close();
        }

        @Test
        void areRejectedWithErrnoAndLog() {
            when(backend.load(any(), any()))
                    .thenReturn(new ProgramLoadResult.Rejected("p", 13, "R0 !read_ok\nprocessed 1 insns\n"));

            assertThat(serve(kernel, "{\"id\":1,\"op\":\"run\",\"prog_type\":\"xdp\",\"insns\":\"" + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"verdict\":\"reject\",\"errno\":13,"
                            + "\"log\":\"R0 !read_ok\\nprocessed 1 insns\\n\",\"insns_processed\":1}");
        }

        @ParameterizedTest
        @CsvSource({"xdp, 0102, ''", "raw_tracepoint, '', 0102"})
        void runOnAPacketOrAContext(String type, String data, String context) {
            accepts("");
            when(backend.testRun(any(), any())).thenReturn(new TestRun.Output(-2, Bytes.wrap(new byte[0], "packet")));

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"" + type + "\",\"mem\":\"0102\",\"insns\":\""
                                    + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"r0\":\"0xfffffffe\",\"verdict\":\"accept\"}");
            ArgumentCaptor<TestRun.Input> input = ArgumentCaptor.forClass(TestRun.Input.class);
            verify(backend).testRun(any(), input.capture());
            assertThat(input.getValue().data()).hasToString(data);
            assertThat(input.getValue().context()).hasToString(context);
        }

        @Test
        void sayWhenTheKernelHasNoTestRunForThem() {
            accepts("");
            when(backend.testRun(any(), any())).thenThrow(new KernelException("test-run 'p'", Errno.ENOTSUPP, ""));

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"kprobe\",\"insns\":\"" + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"error\":\"cannot test-run 'p': ENOTSUPP (524)\"}");
        }

        @Test
        void nameTheirMapsByIndex() {
            accepts("");
            when(backend.createMap(any())).thenReturn(mapHandle);

            serve(
                    kernel,
                    "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"kprobe\",\"insns\":\""
                            + "18110000070000000000000000000000" + "18220000080000000000000010000000"
                            + "18110000090000000000000000000000" + "18010000070000000000000000000000"
                            + "9500000000000000\",\"maps\":[{\"fd\":8,\"type\":2,\"key_size\":4,\"value_size\":48,"
                            + "\"max_entries\":1,\"flags\":128,\"init\":[{\"key\":\"00000000\",\"value\":\"01\"}]},"
                            + "{\"fd\":7,\"type\":12,\"key_size\":4,\"value_size\":4,\"max_entries\":1,"
                            + "\"inner\":{\"type\":1,\"key_size\":2}}]}");

            assertThat(loaded().instructions()).hasToString("""
                            0: r1 = map[idx:1]
                            2: r2 = map[idx:0][0]+16
                            4: r1 = map[fd:-1]
                            6: r1 = 0x7 ll
                            8: exit
                            """);
            assertThat(loaded().maps()).containsExactly(mapHandle, mapHandle);
            verify(mapHandle).update(new byte[4], new byte[] {1}, MapHandle.ANY);
            ArgumentCaptor<dev.probeproof.loader.kernel.MapSpec> spec =
                    ArgumentCaptor.forClass(dev.probeproof.loader.kernel.MapSpec.class);
            verify(backend, org.mockito.Mockito.times(2)).createMap(spec.capture());
            assertThat(spec.getAllValues().get(0).flags()).isEqualTo(128);
            assertThat(spec.getAllValues().get(1).inner().keySize()).isEqualTo(2);
        }

        @Test
        void freezeTheirMapsOnceTheyAreFilled() {
            accepts("");
            MapHandle array = mock(MapHandle.class);
            when(backend.createMap(any())).thenReturn(mapHandle, array);

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"xdp\",\"insns\":\"" + RETURN_42
                                    + "\",\"maps\":[{\"fd\":7,\"type\":2,\"frozen\":true,\"map_extra\":4294967297,"
                                    + "\"init\":[{\"key\":\"00000000\",\"value\":\"01\"}]},"
                                    + "{\"fd\":8,\"type\":3,\"frozen\":true,\"progs\":[{\"key\":0,\"insns\":\""
                                    + RETURN_42
                                    + "\"}]}]}"))
                    .containsExactly("{\"id\":1,\"verdict\":\"accept\"}");

            InOrder inOrder = inOrder(mapHandle, array);
            inOrder.verify(mapHandle).update(new byte[4], new byte[] {1}, MapHandle.ANY);
            inOrder.verify(mapHandle).freeze();
            inOrder.verify(array).update(new byte[4], handle);
            inOrder.verify(array).freeze();
            inOrder.verifyNoMoreInteractions();
            ArgumentCaptor<MapSpec> spec = ArgumentCaptor.forClass(MapSpec.class);
            verify(backend, times(2)).createMap(spec.capture());
            assertThat(spec.getAllValues().get(0).mapExtra()).isEqualTo(0x1_0000_0001L);
        }

        @Test
        void fillTheirProgramArrays() {
            accepts("");
            when(backend.createMap(any())).thenReturn(mapHandle);

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"xdp\",\"insns\":\"" + RETURN_42
                                    + "\",\"maps\":[{\"fd\":8,\"type\":3,\"key_size\":4,\"value_size\":4,"
                                    + "\"max_entries\":4,\"progs\":[{\"key\":258,\"insns\":\"" + RETURN_42
                                    + "\"}]}]}"))
                    .containsExactly("{\"id\":1,\"verdict\":\"accept\"}");
            verify(mapHandle).update(new byte[] {2, 1, 0, 0}, handle);
        }

        @Test
        void areSkippedWhenAMapCannotBeMade() {
            when(backend.createMap(any())).thenThrow(new KernelException("create map 'map'", Errno.EINVAL, ""));

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"xdp\",\"insns\":\"" + RETURN_42
                                    + "\",\"maps\":[{\"fd\":8,\"type\":200}]}"))
                    .containsExactly(
                            "{\"id\":1,\"verdict\":\"skip\",\"error\":\"a map of the request: cannot create map"
                                    + " 'map': EINVAL (22)\"}");
            verify(backend).close();
        }

        @Test
        void wrapProgramsOfNoType() {
            accepts("");
            when(backend.createMap(any())).thenReturn(mapHandle);
            when(mapHandle.lookup(any())).thenReturn(Optional.of(new byte[] {1, 0, 0, 0, 0, 0, 0, (byte) 0x80}));
            when(backend.testRun(any(), any())).thenReturn(new TestRun.Output(1, Bytes.wrap(new byte[0], "packet")));

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"run\",\"prog_type\":\"raw\",\"mem\":\"0102\",\"insns\":\"" + RETURN_42
                                    + "\"}"))
                    .containsExactly("{\"id\":1,\"r0\":\"0x8000000000000001\"}");
            assertThat(loaded().type()).isEqualTo(ProgramType.XDP);
            assertThat(loaded().instructions()).hasToString("""
                            0: r0 = 0x0
                            1: r2 = *(u32 *)(r1 + 0x4)
                            2: r1 = *(u32 *)(r1 + 0x0)
                            3: r3 = r1
                            4: r3 += 0x2
                            5: if r3 > r2 goto +0x6
                            6: r2 = 0x2
                            7: call +0x5
                            8: r1 = map[idx:0][0]+0
                            10: *(u64 *)(r1 + 0x0) = r0
                            11: r0 = 0x1
                            12: exit
                            13: r0 = 0x2a
                            14: exit
                            """);
            ArgumentCaptor<TestRun.Input> input = ArgumentCaptor.forClass(TestRun.Input.class);
            verify(backend).testRun(any(), input.capture());
            assertThat(input.getValue().data()).hasToString("0102" + "00".repeat(12));
        }

        @Test
        void blameProbeproofForItsDefects() {
            when(backend.load(any(), any())).thenThrow(new IllegalStateException("table is empty"));

            assertThat(serve(
                            kernel,
                            "{\"id\":1,\"op\":\"verify\",\"prog_type\":\"xdp\",\"insns\":\"" + RETURN_42 + "\"}"))
                    .containsExactly("{\"id\":1,\"error\":\"internal error of probeproof:"
                            + " java.lang.IllegalStateException: table is empty\"}");
        }
    }
}
