// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What helpers do for a running program, whichever backend runs it. Results are measured on Linux 6.18, x86-64. */
public abstract class ProgramContract {
    /** Puts the address of a key of 4 bytes on the stack into r2. */
    private static final String KEY = """
            *(u32 *)(r10 -4) = %d
            r2 = r10
            r2 += -4
            """;

    private ContractKernel kernel;

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    /** False on x86_64 with five levels of page tables, where user addresses have 56 bits. */
    protected boolean userAddressesHave47Bits() {
        return true;
    }

    @BeforeEach
    void openKernel() {
        kernel = new ContractKernel(open());
    }

    @AfterEach
    void closeKernel() {
        kernel.close();
    }

    private static String key(int number) {
        return KEY.formatted(number);
    }

    /** Instructions that put text on the stack, from an offset below r10, a NUL behind it. */
    private String text(String text, int offset) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] padded = Arrays.copyOf(bytes, (bytes.length / 8 + 1) * 8);
        ByteOrder order = kernel.backend().target().arch().byteOrder();
        ByteBuffer words = ByteBuffer.wrap(padded).order(order);
        StringBuilder program = new StringBuilder();
        for (int at = offset; words.hasRemaining(); at += 8) {
            program.append("r1 = ").append(words.getLong()).append(" ll\n");
            program.append("*(u64 *)(r10 ").append(at).append(") = r1\n");
        }
        return program.toString();
    }

    @Nested
    class Maps {
        @Test
        void giveOutTheAddressOfTheirValues() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 4);
            map.update(kernel.u32(2), kernel.u64(40), MapHandle.ANY);

            int result = kernel.run(key(2) + """
                    r1 = map[idx:0]
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r1 = *(u64 *)(r0 +0)
                    r1 += 2
                    *(u64 *)(r0 +0) = r1
                    r0 = r1
                    out:
                    exit
                    """, map);

            assertThat(result).isEqualTo(42);
            assertThat(kernel.value(map, kernel.u32(2))).contains(42L);
        }

        @Test
        void giveNullForWhatIsAbsent() {
            String program = """
                    r1 = map[idx:0]
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r0 = 1
                    out:
                    exit
                    """;

            assertThat(kernel.run(key(7) + program, kernel.map(MapType.ARRAY, 4, 8, 4)))
                    .isZero();
            assertThat(kernel.run(key(7) + program, kernel.map(MapType.HASH, 4, 8, 4)))
                    .isZero();
        }

        /** Looks element 1 up, does something with it, and returns what the pointer from before shows. */
        private String lookThenReadAgain(String meanwhile) {
            return key(1) + """
                    r1 = map[idx:0]
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r6 = r0
                    """ + meanwhile + """
                    r0 = *(u64 *)(r6 +0)
                    out:
                    exit
                    """;
        }

        private final String replace = """
                *(u64 *)(r10 -16) = 22
                r1 = map[idx:0]
                r2 = r10
                r2 += -4
                r3 = r10
                r3 += -16
                r4 = 0
                call bpf_map_update_elem
                """;

        @Test
        void ofHashesKeepTheOldValueBehindAPointerWhenItIsReplaced() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 4);
            map.update(kernel.u32(1), kernel.u64(11), MapHandle.ANY);

            assertThat(kernel.run(lookThenReadAgain(replace), map)).isEqualTo(11);
            assertThat(kernel.value(map, kernel.u32(1))).contains(22L);
        }

        @Test
        void ofHashesKeepTheOldValueBehindAPointerWhenItIsDeleted() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 4);
            map.update(kernel.u32(1), kernel.u64(11), MapHandle.ANY);
            String delete = """
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -4
                    call bpf_map_delete_elem
                    """;

            assertThat(kernel.run(lookThenReadAgain(delete), map)).isEqualTo(11);
            assertThat(map.lookup(kernel.u32(1))).isEmpty();
        }

        @Test
        void ofArraysShowTheNewValueBehindAPointer() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 4);
            map.update(kernel.u32(1), kernel.u64(11), MapHandle.ANY);

            assertThat(kernel.run(lookThenReadAgain(replace), map)).isEqualTo(22);
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                # type, key, flags, result
                HASH,     1,     0,   0
                HASH,     1,     2,  -2
                HASH,     1,     3, -22
                HASH,     1,     4, -22
                ARRAY,    1,     0,   0
                ARRAY,    1,     1, -17
                ARRAY,    9,     0,  -7
                ARRAY,    1,     3, -22
                LRU_HASH, 1,     1,   0
                """)
        void answerUpdatesWithAnErrno(MapType type, int key, int flags, int result) {
            String program = key(key) + """
                    *(u64 *)(r10 -16) = 1
                    r1 = map[idx:0]
                    r3 = r10
                    r3 += -16
                    r4 = %d
                    call bpf_map_update_elem
                    exit
                    """.formatted(flags);

            assertThat(kernel.run(program, kernel.map(type, 4, 8, 4))).isEqualTo(result);
        }

        @ParameterizedTest
        @CsvSource({"HASH, -2", "ARRAY, -22", "PERCPU_ARRAY, -22", "PERCPU_HASH, -2"})
        void answerDeletionsWithAnErrno(MapType type, int result) {
            String program = key(1) + """
                    r1 = map[idx:0]
                    call bpf_map_delete_elem
                    exit
                    """;

            assertThat(kernel.run(program, kernel.map(type, 4, 8, 4))).isEqualTo(result);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
        void ofEachCpuAreWrittenOnTheCurrentOneOnly(MapType type) {
            MapHandle map = kernel.map(type, 4, 8, 4);
            String program = key(1) + """
                    *(u64 *)(r10 -16) = 77
                    r1 = map[idx:0]
                    r3 = r10
                    r3 += -16
                    r4 = 0
                    call bpf_map_update_elem
                    exit
                    """;

            assertThat(kernel.run(program, map)).isZero();

            ByteBuffer values = ByteBuffer.wrap(map.lookup(kernel.u32(1)).orElseThrow())
                    .order(kernel.backend().target().arch().byteOrder());
            List<Long> written = new ArrayList<>();
            while (values.hasRemaining()) {
                long value = values.getLong();
                if (value != 0) {
                    written.add(value);
                }
            }
            assertThat(written).containsExactly(77L);
        }

        @Test
        void ofMapsGiveOutMaps() {
            MapHandle inner = kernel.map(MapType.ARRAY, 4, 8, 2);
            inner.update(kernel.u32(1), kernel.u64(5), MapHandle.ANY);
            MapHandle outer = kernel.backend()
                    .createMap(MapSpec.of("outer", MapType.HASH_OF_MAPS, 4, 4, 2)
                            .withInner(MapSpec.of("inner", MapType.ARRAY, 4, 8, 2)));
            outer.update(kernel.u32(1), inner);

            int result = kernel.run(key(1) + """
                    r1 = map[idx:0]
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r1 = r0
                    r2 = r10
                    r2 += -4
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r0 = *(u64 *)(r0 +0)
                    out:
                    exit
                    """, outer);

            assertThat(result).isEqualTo(5);
        }

        @Test
        void giveOutGlobalVariablesDirectly() {
            MapHandle data = kernel.map(MapType.ARRAY, 4, 16, 1);

            int result = kernel.run("""
                    r1 = map[idx:0][0]+8
                    *(u64 *)(r1 +0) = 9
                    r0 = *(u64 *)(r1 +0)
                    exit
                    """, data);

            assertThat(result).isEqualTo(9);
            assertThat(data.lookup(kernel.u32(0)).orElseThrow()).isEqualTo(kernel.u64s(0, 9));
        }

        /** Pushes, peeks or pops with the value on the stack, and returns the result. */
        private int queue(MapHandle map, String helper, int value, int flags) {
            return kernel.run("""
                    *(u64 *)(r10 -8) = %d
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -8
                    r3 = %d
                    call %s
                    exit
                    """.formatted(value, flags, helper), map);
        }

        @ParameterizedTest
        @ValueSource(strings = {"QUEUE", "STACK"})
        void withoutKeysPushAndPop(MapType type) {
            MapHandle map = kernel.map(type, 0, 8, 2);

            assertThat(queue(map, "bpf_map_pop_elem", 0, 0)).isEqualTo(-2);
            assertThat(queue(map, "bpf_map_peek_elem", 0, 0)).isEqualTo(-2);
            assertThat(queue(map, "bpf_map_push_elem", 1, 0)).isZero();
            assertThat(queue(map, "bpf_map_push_elem", 1, 1)).isEqualTo(-22);
            assertThat(queue(map, "bpf_map_push_elem", 1, 3)).isEqualTo(-22);
            assertThat(queue(map, "bpf_map_push_elem", 2, 0)).isZero();
            assertThat(queue(map, "bpf_map_push_elem", 3, 0)).isEqualTo(-7);
            assertThat(queue(map, "bpf_map_push_elem", 3, 2)).isZero();
            assertThat(queue(map, "bpf_map_pop_elem", 0, 0)).isZero();
            assertThat(kernel.value(map, new byte[0])).contains(type == MapType.QUEUE ? 3L : 2L);
        }

        @ParameterizedTest
        @ValueSource(strings = {"QUEUE", "STACK"})
        void withoutElementsGiveZeros(MapType type) {
            int value = kernel.run("""
                    *(u64 *)(r10 -8) = 77
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -8
                    call bpf_map_pop_elem
                    r0 = *(u64 *)(r10 -8)
                    exit
                    """, kernel.map(type, 0, 8, 2));

            assertThat(value).isZero();
        }

        @Test
        void thatFilterRememberWhatWasAdded() {
            MapHandle map = kernel.map(MapType.BLOOM_FILTER, 0, 8, 64);

            assertThat(queue(map, "bpf_map_peek_elem", 5, 0)).isEqualTo(-2);
            assertThat(queue(map, "bpf_map_push_elem", 5, 0)).isZero();
            assertThat(queue(map, "bpf_map_push_elem", 5, 1)).isEqualTo(-22);
            assertThat(queue(map, "bpf_map_peek_elem", 5, 0)).isZero();
        }
    }

    @Nested
    class TailCalls {
        private final String call = """
                r2 = map[idx:0]
                r3 = %d
                call bpf_tail_call
                r0 = 7
                exit
                """;

        @ParameterizedTest
        @CsvSource({"0, 42", "1, 7", "9, 7"})
        void goOnInTheOtherProgramIfThereIsOne(int index, int result) {
            MapHandle programs = kernel.map(MapType.PROG_ARRAY, 4, 4, 2);
            programs.update(kernel.u32(0), kernel.load("r0 = 42\nexit"));

            assertThat(kernel.run(call.formatted(index), programs)).isEqualTo(result);
        }

        @Test
        void endAfterThirtyThree() {
            MapHandle programs = kernel.map(MapType.PROG_ARRAY, 4, 4, 2);
            MapHandle runs = kernel.map(MapType.ARRAY, 4, 8, 1);
            ProgramHandle self = kernel.load("""
                    r2 = map[idx:1][0]+0
                    r3 = *(u64 *)(r2 +0)
                    r3 += 1
                    *(u64 *)(r2 +0) = r3
                    """ + call.formatted(0), programs, runs);
            programs.update(kernel.u32(0), self);

            assertThat(kernel.run(self)).isEqualTo(7);
            assertThat(kernel.value(runs, kernel.u32(0))).contains(34L);
        }
    }

    @Nested
    class ProbeReads {
        private String read(String helper, int size, String address) {
            return """
                    *(u64 *)(r10 -16) = -1
                    *(u64 *)(r10 -8) = -1
                    r1 = r10
                    r1 += -16
                    r2 = %d
                    r3 = %s
                    call %s
                    """.formatted(size, address, helper);
        }

        @BeforeEach
        void needAddressesOfX86() {
            Assumptions.assumeTrue(kernel.isX86(), "the table of addresses is that of x86_64");
            Assumptions.assumeTrue(
                    userAddressesHave47Bits(), "the table of addresses is that of four levels of page tables");
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                # address,          113, 115,   4,  45
                0x0,                -34, -34, -14, -14
                0x1000,             -34, -34, -14, -14
                0x7fffffffe000,     -34, -34, -14, -14
                0x7ffffffff000,     -34, -34, -34, -34
                0x800000000000,     -34, -34, -34, -34
                0x8000000000000000, -34, -34, -34, -34
                0xffff7fffffffffff, -34, -34, -34, -34
                0xffff800000000000, -14, -14, -14, -14
                0xffffe90000000000, -14, -14, -14, -14
                0xffffffffff600000, -34, -34, -34, -34
                0xffffffffffffffff, -14, -14, -14, -14
                """)
        void sayWhatIsWrongWithAnAddress(
                String address, int kernelMemory, int kernelString, int either, int eitherString) {
            assertThat(kernel.run(read("bpf_probe_read_kernel", 8, address) + "exit"))
                    .isEqualTo(kernelMemory);
            assertThat(kernel.run(read("bpf_probe_read_kernel_str", 8, address) + "exit"))
                    .isEqualTo(kernelString);
            assertThat(kernel.run(read("bpf_probe_read", 8, address) + "exit")).isEqualTo(either);
            assertThat(kernel.run(read("bpf_probe_read_str", 8, address) + "exit"))
                    .isEqualTo(eitherString);
            assertThat(kernel.run(read("bpf_probe_read_user", 8, address) + "exit"))
                    .isEqualTo(-14);
            assertThat(kernel.run(read("bpf_probe_read_user_str", 8, address) + "exit"))
                    .isEqualTo(-14);
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                # address,          112, 113, 114, 115,   4
                0x0,                  0, -34,   0,   0,   0
                0x7ffffffff000,       0, -34,   0,   0, -34
                0x7fffffffffff,     -14, -34,   0,   0, -34
                0xffff800000000000, -14,   0,   0,   0,   0
                """)
        void ofNothingStillLookAtTheAddress(
                String address, int user, int kernelMemory, int userString, int kernelString, int either) {
            assertThat(kernel.run(read("bpf_probe_read_user", 0, address) + "exit"))
                    .isEqualTo(user);
            assertThat(kernel.run(read("bpf_probe_read_kernel", 0, address) + "exit"))
                    .isEqualTo(kernelMemory);
            assertThat(kernel.run(read("bpf_probe_read_user_str", 0, address) + "exit"))
                    .isEqualTo(userString);
            assertThat(kernel.run(read("bpf_probe_read_kernel_str", 0, address) + "exit"))
                    .isEqualTo(kernelString);
            assertThat(kernel.run(read("bpf_probe_read", 0, address) + "exit")).isEqualTo(either);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "bpf_probe_read",
                    "bpf_probe_read_str",
                    "bpf_probe_read_user",
                    "bpf_probe_read_user_str",
                    "bpf_probe_read_kernel",
                    "bpf_probe_read_kernel_str"
                })
        void zeroTheDestinationAndNoMore(String helper) {
            String program = read(helper, 8, "0xffffe90000000000");

            assertThat(kernel.run(program + "r0 = *(u64 *)(r10 -16)\nexit")).isZero();
            assertThat(kernel.run(program + "r0 = *(u64 *)(r10 -8)\nexit")).isEqualTo(-1);
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                # size, length, first word, second word
                3,      3,      0xff006568, 0xffffffff
                5,      5,      0x6c6c6568, 0xffffff00
                6,      6,      0x6c6c6568, 0xffff006f
                7,      6,      0x6c6c6568, 0xffff006f
                8,      6,      0x6c6c6568, 0xffff006f
                16,     6,      0x6c6c6568, 0xffff006f
                """)
        void ofTextStopAtItsEnd(int size, int length, String first, String second) {
            String program = text("hello\0XX", -32) + """
                    *(u64 *)(r10 -16) = -1
                    *(u64 *)(r10 -8) = -1
                    r1 = r10
                    r1 += -16
                    r2 = %d
                    r3 = r10
                    r3 += -32
                    call bpf_probe_read_kernel_str
                    """.formatted(size);

            assertThat(kernel.run(program + "exit")).isEqualTo(length);
            assertThat(kernel.run(program + "r0 = *(u32 *)(r10 -16)\nexit"))
                    .isEqualTo((int) Long.decode(first).longValue());
            assertThat(kernel.run(program + "r0 = *(u32 *)(r10 -12)\nexit"))
                    .isEqualTo((int) Long.decode(second).longValue());
        }

        @Test
        void ofKernelMemoryCopyIt() {
            int value = kernel.run("""
                    r1 = 1234605616436508552 ll
                    *(u64 *)(r10 -32) = r1
                    r1 = r10
                    r1 += -16
                    r2 = 8
                    r3 = r10
                    r3 += -32
                    call bpf_probe_read_kernel
                    r0 = *(u64 *)(r10 -16)
                    exit
                    """);

            assertThat(value).isEqualTo(0x55667788);
        }
    }

    @Nested
    class Printing {
        private int print(String format, String... arguments) {
            StringBuilder program = new StringBuilder(text(format, -64));
            program.append("r1 = r10\nr1 += -64\nr2 = ")
                    .append(format.length() + 1)
                    .append('\n');
            for (int i = 0; i < 3; i++) {
                program.append("r%d = %s ll\n".formatted(3 + i, i < arguments.length ? arguments[i] : "0"));
            }
            return kernel.run(program + "call bpf_trace_printk\nexit");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
                hi|0|2
                %d|5|1
                %d|4294967295|2
                %ld|4294967295|10
                %u|-1|10
                %lu|-1|20
                %x|-1|8
                %lx|-1|16
                %llx|-1|16
                %X|2748|3
                %i|5|1
                %%|0|1
                %d%%|5|2
                %c|65|1
                %s|0|0
                %5d:|5|6
                %-5d:|5|6
                %05d:|5|6
                %+d:|5|3
                % d:|5|3
                %5c:|65|6
                %1000d|5|1000
                %2000d|5|2000
                %p|-1|16
                %px|-1|16
                %pB|-100|18
                %pks|0|0
                %pus|0|0
                %pI4|0|7
                %pi4|0|15
                %pI6|0|39
                %#x|5|-22
                %.3s|0|-22
                %llld|5|-22
                %hd|5|-22
                %o|5|-22
                %e|5|-22
                %|0|-22
                %z|5|-22
                %l|5|-22
                %*d|5|-22
                %pa|1|-22
                100%|0|-22
                %d %d %d %d|1|-22
                """)
        void returnsTheLengthOrRefusesTheFormat(String format, String argument, int result) {
            assertThat(print(format, argument)).isEqualTo(result);
        }

        @Test
        void refusesFormatsWithoutAnEnd() {
            String program = text("abcdefgh", -64) + """
                    r1 = r10
                    r1 += -64
                    r2 = 8
                    call bpf_trace_printk
                    exit
                    """;

            assertThat(kernel.run(program)).isEqualTo(-22);
        }

        @Test
        void refusesControlCharacters() {
            assertThat(print("\001hi")).isEqualTo(-22);
            assertThat(print("hi\n")).isEqualTo(3);
        }

        /** Prints into 8 bytes of ones and returns the length, or what is then there. */
        private String snprintf(int size, int arguments) {
            return """
                    r1 = 12
                    *(u64 *)(r10 -32) = r1
                    r1 = 34
                    *(u64 *)(r10 -24) = r1
                    *(u64 *)(r10 -8) = -1
                    r1 = r10
                    r1 += -8
                    r2 = %d
                    r3 = map[idx:0][0]+0
                    r4 = r10
                    r4 += -32
                    r5 = %d
                    call bpf_snprintf
                    """.formatted(size, 8 * arguments);
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
                # format, size, arguments, length, first bytes
                %d,          8,         2,      3, 0xff003231
                %d-%d,       4,         2,      6, 0x002d3231
                %d-%d,       0,         2,      6, 0xffffffff
                x%dy,        3,         2,      5, 0xff003178
                """)
        void intoMemoryReturnsWhatItWouldNeed(String format, int size, int arguments, int length, String bytes) {
            Assumptions.assumeTrue(
                    kernel.backend().target().arch().byteOrder() == ByteOrder.LITTLE_ENDIAN,
                    "the expected bytes are those of a little-endian word");
            MapHandle constant = kernel.constant(Arrays.copyOf(format.getBytes(StandardCharsets.UTF_8), 16));

            assertThat(kernel.run(snprintf(size, arguments) + "exit", constant)).isEqualTo(length);
            assertThat(kernel.run(snprintf(size, arguments) + "r0 = *(u32 *)(r10 -8)\nexit", constant))
                    .isEqualTo((int) Long.decode(bytes).longValue());
        }
    }

    @Nested
    class ArgumentsOfAPrint {
        /** Each argument is the address of the text. */
        private int print(String format, MapHandle text, int arguments) {
            MapHandle constant = kernel.constant(Arrays.copyOf(format.getBytes(StandardCharsets.UTF_8), 96));
            StringBuilder program = new StringBuilder("r6 = map[idx:1][0]+0\n");
            for (int argument = 0; argument < arguments; argument++) {
                program.append("*(u64 *)(r10 ").append(-96 + 8 * argument).append(") = r6\n");
            }
            return kernel.run(program + """
                    r1 = 0
                    r2 = 0
                    r3 = map[idx:0][0]+0
                    r4 = r10
                    r4 += -96
                    r5 = %d
                    call bpf_snprintf
                    exit
                    """.formatted(8 * arguments), constant, text);
        }

        private MapHandle text(int length) {
            byte[] bytes = new byte[length + 1];
            Arrays.fill(bytes, 0, length, (byte) 'a');
            return kernel.constant(bytes);
        }

        @ParameterizedTest
        @CsvSource({
            // length of the text, format, arguments, length of what is printed with its NUL
            "300, %s%s, 2, 511",
            "300, %s%s%s, 3, -28",
            "511, %s, 1, 512",
            "600, %s, 1, 512",
            "511, %s%c, 2, -28",
            "510, %s%c, 2, 512",
            "499, %s%0600d, 2, 1100",
            "504, %s%0600lx, 2, -28",
            "503, %s%0600lx, 2, 1104",
            "507, %s%0600d, 2, 1108",
            "508, %s%0600d, 2, -28"
        })
        void share512Bytes(int length, String format, int arguments, int result) {
            assertThat(print(format, text(length), arguments)).isEqualTo(result);
        }
    }

    @Nested
    class Numbers {
        private String parse(String helper, String number, int base) {
            return text(number, -64) + """
                    *(u64 *)(r10 -8) = -1
                    r1 = r10
                    r1 += -64
                    r2 = %d
                    r3 = %d
                    r4 = r10
                    r4 += -8
                    call %s
                    """.formatted(number.length(), base, helper);
        }

        private long parsed(String program) {
            long low = kernel.run(program + "r0 = *(u64 *)(r10 -8)\nexit") & 0xffff_ffffL;
            long high = kernel.run(program + "r0 = *(u64 *)(r10 -8)\nr0 >>= 32\nexit");
            return high << 32 | low;
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
                12|0|2|12|2|12
                  12|0|4|12|4|12
                  -5|0|4|-5|-22|0
                 -5 |0|3|-5|-22|0
                0x1f|0|4|31|4|31
                0x1f|16|4|31|4|31
                1f|16|2|31|2|31
                017|0|3|15|3|15
                018|8|2|1|2|1
                12abc|0|2|12|2|12
                abc|0|-22|0|-22|0
                -|0|-22|0|-22|0
                +5|0|-22|0|-22|0
                --5|0|-22|0|-22|0
                0x|0|1|0|1|0
                0x|16|-22|0|-22|0
                0xg|16|-22|0|-22|0
                -0x10|16|5|-16|-22|0
                99999999999999999999|0|-34|0|-34|0
                9223372036854775807|0|19|9223372036854775807|19|9223372036854775807
                9223372036854775808|0|-34|0|19|-9223372036854775808
                -9223372036854775808|0|20|-9223372036854775808|-22|0
                -9223372036854775809|0|-34|0|-22|0
                18446744073709551615|0|-34|0|20|-1
                18446744073709551616|0|-34|0|-34|0
                12|2|-22|0|-22|0
                \u00a012|0|3|12|3|12
                12|32|-22|0|-22|0
                """)
        void areReadFromText(
                String text, int base, int signedResult, long signedValue, int unsignedResult, long unsignedValue) {
            String signed = parse("bpf_strtol", text, base);
            String unsigned = parse("bpf_strtoul", text, base);

            assertThat(kernel.run(signed + "exit")).isEqualTo(signedResult);
            assertThat(parsed(signed)).isEqualTo(signedValue);
            assertThat(kernel.run(unsigned + "exit")).isEqualTo(unsignedResult);
            assertThat(parsed(unsigned)).isEqualTo(unsignedValue);
        }
    }

    @Nested
    class UpdatesOfArrays {
        @ParameterizedTest
        @CsvSource({
            "ARRAY, 1, 0, 0",
            "ARRAY, 1, 1, -17",
            "ARRAY, 1, 2, 0",
            "ARRAY, 1, 3, -22",
            "ARRAY, 1, 4, -22",
            "ARRAY, 1, 5, -17",
            "ARRAY, 5, 0, -7",
            "ARRAY, 5, 1, -7",
            "ARRAY, 5, 3, -22",
            "ARRAY, 5, 4, -7",
            "ARRAY, 5, 8, -22",
            "PERCPU_ARRAY, 1, 1, -17",
            "PERCPU_ARRAY, 1, 4, -22",
            "PERCPU_ARRAY, 5, 1, -7",
            "PERCPU_ARRAY, 5, 4, -7"
        })
        void areCheckedInTheOrderOfTheKernel(MapType type, int index, int flags, int result) {
            MapHandle map = kernel.map(type, 4, 8, 3);

            assertThat(kernel.run("""
                    *(u32 *)(r10 -4) = %d
                    *(u64 *)(r10 -16) = 7
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -4
                    r3 = r10
                    r3 += -16
                    r4 = %d
                    call bpf_map_update_elem
                    exit
                    """.formatted(index, flags), map)).isEqualTo(result);
        }
    }

    @Nested
    class Text {
        @ParameterizedTest
        @CsvSource({
            "abcd, 4, 0",
            "abcd, 5, 0",
            "abce, 4, 1",
            "abca, 4, -1",
            "abcdX, 4, 0",
            "abcdX, 5, 1",
            "ab, 4, -1",
            "\u00ff, 4, 1"
        })
        void isCompared(String first, int size, int result) {
            MapHandle constant = kernel.constant("abcd\0\0\0\0".getBytes(StandardCharsets.UTF_8));
            String program = text(first, -8) + """
                    r1 = r10
                    r1 += -8
                    r2 = %d
                    r3 = map[idx:0][0]+0
                    call bpf_strncmp
                    exit
                    """.formatted(size);

            assertThat(kernel.run(program, constant)).isEqualTo(result);
        }
    }

    @Nested
    class CurrentTask {
        private String comm(int size) {
            return """
                    *(u64 *)(r10 -32) = -1
                    *(u64 *)(r10 -24) = -1
                    *(u64 *)(r10 -16) = -1
                    *(u64 *)(r10 -8) = -1
                    r1 = r10
                    r1 += -32
                    r2 = %d
                    call bpf_get_current_comm
                    """.formatted(size);
        }

        @Test
        void hasATerminatedNamePaddedWithZeros() {
            assertThat(kernel.run(comm(32) + "exit")).isZero();
            assertThat(kernel.run(comm(32) + "r0 = *(u64 *)(r10 -8)\nexit")).isZero();
            assertThat(kernel.run(comm(4) + "r0 = *(u8 *)(r10 -29)\nexit")).isZero();
            assertThat(kernel.run(comm(4) + "r0 = *(u8 *)(r10 -28)\nexit")).isEqualTo(0xff);
        }

        @Test
        void hasNumbers() {
            assertThat(kernel.run("call bpf_get_current_pid_tgid\nexit")).isPositive();
            assertThat(kernel.run("call bpf_get_attach_cookie\nexit")).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {65, 1009, -1})
        void getsNoSignalThatDoesNotExist(int signal) {
            assertThat(kernel.run("r1 = %d\ncall bpf_send_signal\nexit".formatted(signal)))
                    .isEqualTo(-22);
        }
    }

    @Nested
    class Stacks {
        private String copy(int size, int flags) {
            return """
                    r2 = r10
                    r2 += -64
                    r3 = %d
                    r4 = %d
                    call bpf_get_stack
                    exit
                    """.formatted(size, flags);
        }

        @ParameterizedTest
        @CsvSource({"60, 0, -22", "64, 512, -22", "64, 2048, -22", "64, 255, -14"})
        void areNotCopiedInOtherWays(int size, int flags, int result) {
            assertThat(kernel.run(copy(size, flags))).isEqualTo(result);
        }

        @ParameterizedTest
        @CsvSource({"2048, -22", "4096, -22", "255, -14"})
        void areNotKeptInOtherWays(int flags, int result) {
            String program = """
                    r2 = map[idx:0]
                    r3 = %d
                    call bpf_get_stackid
                    exit
                    """.formatted(flags);

            assertThat(kernel.run(program, kernel.map(MapType.STACK_TRACE, 4, 64, 8)))
                    .isEqualTo(result);
        }
    }
}
