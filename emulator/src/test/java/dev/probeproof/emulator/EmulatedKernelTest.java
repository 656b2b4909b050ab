// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.MapFlags;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmulatedKernelTest {
    private static final AttachPoint.Kprobe READ = new AttachPoint.Kprobe("vfs_read", 0, false);
    private static final long OBJECT = 0xffff_8880_0000_1000L;
    private static final long USER = 0x7f00_0000_1000L;
    private static final PtRegs REGISTERS = PtRegs.zero(Archs.X86_64);

    private EmulatedKernel kernel = EmulatedKernel.on(Kernels.x86());

    @AfterEach
    void close() {
        kernel.close();
    }

    private static ProgramImage image(ProgramType type, String program, MapHandle... maps) {
        return ProgramImage.of("program", type, Assembler.assemble(program), List.of(maps));
    }

    private ProgramHandle kprobe(String program, MapHandle... maps) {
        return kernel.load(image(ProgramType.KPROBE, program, maps), VerifierLogLevel.ON_REJECTION)
                .orThrow();
    }

    private ProgramRun run(String program, MapHandle... maps) {
        return run(program, REGISTERS, MemoryImage.EMPTY, maps);
    }

    private ProgramRun run(String program, PtRegs registers, MemoryImage memory, MapHandle... maps) {
        return kernel.run(kprobe(program, maps), KprobeEvent.at("vfs_read", registers, memory), null);
    }

    private static MemoryImage.Extent extent(long address, String name, int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return new MemoryImage.Extent(address, Bytes.wrap(content, name), name);
    }

    private static MemoryImage memory(MemoryImage.Extent... extents) {
        return new MemoryImage(List.of(extents));
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    /** A program that does something many times; it may leave for {@code out} with its result in r0. */
    private static String repeated(int times, String action) {
        return "r6 = 0\nagain:\n" + action + "\nr6 += 1\nif r6 != " + times + " goto again\nr0 = 0\nout:\nexit";
    }

    private static void assertFault(ProgramRun run, ExecutionFault.Kind kind, String message) {
        ExecutionFault fault = run.result().fault();
        assertThat(fault).as("fault of %s", run).isNotNull();
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault).hasMessageContaining(message);
    }

    @Nested
    class Events {
        @Test
        void runWhatIsAttachedThereTheNewestFirst() {
            ProgramHandle first = kprobe("r0 = 1\nexit");
            ProgramHandle second = kprobe("r0 = 2\nexit");
            LinkHandle secondLink = kernel.attach(second, READ);
            LinkHandle firstLink = kernel.attach(first, READ);
            kernel.attach(first, new AttachPoint.Kprobe("vfs_read", 0, true));
            kernel.attach(first, new AttachPoint.Kprobe("vfs_write", 0, false));

            List<ProgramRun> runs = kernel.deliver(KprobeEvent.at("vfs_read", REGISTERS, MemoryImage.EMPTY));

            assertThat(runs).extracting(run -> run.link().orElseThrow()).containsExactly(firstLink, secondLink);
            assertThat(runs).extracting(run -> run.result().returnValue()).containsExactly(1L, 2L);
        }

        @Test
        void runNothingAfterTheLinkIsClosed() {
            LinkHandle link = kernel.attach(kprobe("r0 = 1\nexit"), READ);
            link.close();

            assertThat(kernel.deliver(KprobeEvent.at("vfs_read", REGISTERS, MemoryImage.EMPTY)))
                    .isEmpty();
        }

        @Test
        void runAnAttachedProgramWhoseHandleIsClosed() {
            ProgramHandle program = kprobe("r0 = 1\nexit");
            kernel.attach(program, READ);
            program.close();

            assertThat(kernel.deliver(KprobeEvent.at("vfs_read", REGISTERS, MemoryImage.EMPTY)))
                    .hasSize(1);
        }

        @Test
        void firedByTheirPlaceReachIt() {
            AttachPoint.Kprobe inside = new AttachPoint.Kprobe("vfs_read", 16, false);
            AttachPoint.Uprobe uprobe = new AttachPoint.Uprobe(Path.of("program"), 0x1234, -1, true);
            kernel.attach(kprobe("r0 = 1\nexit"), inside);
            kernel.attach(kprobe("r0 = 2\nexit"), uprobe);

            assertThat(kernel.deliver(inside.fires(REGISTERS, MemoryImage.EMPTY, Task.DEFAULT)))
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(1L);
            assertThat(kernel.deliver(uprobe.fires(REGISTERS, MemoryImage.EMPTY, Task.DEFAULT)))
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(2L);
        }

        @Test
        void ofOtherProcessesPassAUprobeOfOne() {
            AttachPoint.Uprobe uprobe = new AttachPoint.Uprobe(Path.of("program"), 0x1234, 42, false);
            kernel.attach(kprobe("r0 = 2\nexit"), uprobe);
            Task other = new Task(43, 43, 0, 0, "other");
            Task thread = new Task(44, 42, 0, 0, "thread");

            assertThat(kernel.deliver(uprobe.fires(REGISTERS, MemoryImage.EMPTY, other)))
                    .isEmpty();
            assertThat(kernel.deliver(uprobe.fires(REGISTERS, MemoryImage.EMPTY, thread)))
                    .hasSize(1);
        }

        @Test
        void bringTheirRegisters() {
            PtRegs registers = REGISTERS.with("di", 0x1122_3344_5566_7788L);

            assertThat(run("r0 = *(u64 *)(r1 +112)\nexit", registers, MemoryImage.EMPTY)
                            .result()
                            .returnValue())
                    .isEqualTo(0x1122_3344_5566_7788L);
        }

        @Test
        void bringTheirTaskAndCpuAndTakeThemAway() {
            Task task = new Task(7, 8, 9, 10, "shell");
            String program = """
                    call bpf_get_smp_processor_id
                    r6 = r0
                    r6 <<= 32
                    call bpf_get_current_pid_tgid
                    w0 = w0
                    r0 += r6
                    exit
                    """;
            KprobeEvent event = new KprobeEvent("vfs_read", false, REGISTERS, MemoryImage.EMPTY, task, 3);

            assertThat(kernel.run(kprobe(program), event, null).result().returnValue())
                    .isEqualTo(3L << 32 | 7);
            assertThat(kernel.world().cpu()).isZero();
            assertThat(kernel.world().task()).isEqualTo(Task.DEFAULT);
        }

        @Test
        void bringTheirMemoryAndTakeItAway() {
            String program = """
                    r3 = *(u64 *)(r1 +112)
                    r1 = r10
                    r1 += -8
                    r2 = 4
                    call bpf_probe_read_kernel
                    if r0 != 0 goto out
                    r0 = *(u32 *)(r10 -8)
                    out:
                    exit
                    """;
            PtRegs registers = REGISTERS.with("di", OBJECT);
            MemoryImage image = memory(extent(OBJECT, "struct file", 1, 2, 3, 4));

            assertThat(run(program, registers, image).result().returnValue()).isEqualTo(0x04030201);
            assertThat(run(program, registers, MemoryImage.EMPTY).result().returnValue())
                    .isEqualTo(-14);
        }

        @Test
        void keepKernelAndUserMemoryApart() {
            String program = """
                    r3 = %s
                    r1 = r10
                    r1 += -8
                    r2 = 1
                    call %s
                    exit
                    """;
            MemoryImage image = memory(extent(OBJECT, "kernel", 1), extent(USER, "user", 2));

            assertThat(run(program.formatted("0x7f0000001000", "bpf_probe_read_user"), REGISTERS, image)
                            .result()
                            .returnValue())
                    .isZero();
            assertThat(run(program.formatted("0x7f0000001000", "bpf_probe_read_kernel"), REGISTERS, image)
                            .result()
                            .returnValue())
                    .isEqualTo(-34);
            assertThat(run(program.formatted("0xffff888000001000", "bpf_probe_read_user"), REGISTERS, image)
                            .result()
                            .returnValue())
                    .isEqualTo(-14);
            assertThat(run(program.formatted("0x7f0000001000", "bpf_probe_read"), REGISTERS, image)
                            .result()
                            .returnValue())
                    .isZero();
        }

        @Test
        void readAcrossExtentsThatTouch() {
            String program = """
                    r3 = 0xffff888000001000
                    r1 = r10
                    r1 += -8
                    r2 = 8
                    call bpf_probe_read_kernel
                    r0 = *(u64 *)(r10 -8)
                    exit
                    """;
            MemoryImage image = memory(extent(OBJECT, "first", 1, 2, 3, 4), extent(OBJECT + 4, "second", 5, 6, 7, 8));

            assertThat(run(program, REGISTERS, image).result().returnValue()).isEqualTo(0x0807060504030201L);
        }

        @Test
        void zeroPadTextOfUserSpaceToItsWordOnly() {
            String program = """
                    *(u64 *)(r10 -16) = -1
                    *(u64 *)(r10 -8) = -1
                    r3 = 0x7f0000001000
                    r1 = r10
                    r1 += -16
                    r2 = 16
                    call bpf_probe_read_user_str
                    r6 = r0
                    r0 = *(u64 *)(r10 -16)
                    r1 = *(u64 *)(r10 -8)
                    if r1 != -1 goto out
                    if r6 == 3 goto out
                    r0 = 0
                    out:
                    exit
                    """;
            MemoryImage image = memory(extent(USER, "text", 'h', 'i', 0, 'X', 'X', 'X', 'X', 'X', 'X'));

            assertThat(run(program, REGISTERS, image).result().returnValue()).isEqualTo('h' | 'i' << 8);
        }

        @Test
        void whoseMemoryCannotBeAreRefused() {
            ProgramHandle program = kprobe("r0 = 0\nexit");
            MemoryImage nowhere = memory(extent(0x8000_0000_0000_0000L, "object", 1));
            MemoryImage overlapping = memory(extent(OBJECT, "first", 1, 2), extent(OBJECT + 1, "second", 1));

            assertThatThrownBy(() -> kernel.run(program, KprobeEvent.at("f", REGISTERS, nowhere), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("object at 0x8000000000000000 lies neither in user nor in kernel memory");
            assertThatThrownBy(() -> kernel.run(program, KprobeEvent.at("f", REGISTERS, overlapping), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlaps");
            assertThat(run("r0 = 5\nexit", REGISTERS, memory(extent(OBJECT, "first", 1)))
                            .result()
                            .returnValue())
                    .isEqualTo(5);
        }

        @Test
        void ofAnotherArchitectureAreRefused() {
            ProgramHandle program = kprobe("r0 = 0\nexit");
            KprobeEvent event = KprobeEvent.at("vfs_read", PtRegs.zero(Archs.ARM64), MemoryImage.EMPTY);

            assertThatThrownBy(() -> kernel.run(program, event, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an event with registers of arm64 on kernel 'x86_64-test', which runs on x86_64");
        }

        @Test
        void onACpuThatIsNotThereAreRefused() {
            ProgramHandle program = kprobe("r0 = 0\nexit");
            KprobeEvent event = new KprobeEvent("f", false, REGISTERS, memory(extent(OBJECT, "o", 1)), Task.DEFAULT, 4);

            assertThatThrownBy(() -> kernel.run(program, event, null)).hasMessage("no CPU 4; there are 4");
            assertThat(kernel.kernelMemory().find(OBJECT, 1)).isNull();
        }

        @Test
        void ofTracepointsBringTheirRecord() {
            AttachPoint.Tracepoint point = new AttachPoint.Tracepoint("syscalls", "sys_enter_openat");
            ProgramHandle program = kernel.load(
                            image(ProgramType.TRACEPOINT, "r0 = *(u64 *)(r1 +8)\nexit"), VerifierLogLevel.ON_REJECTION)
                    .orThrow();
            kernel.attach(program, point);

            List<ProgramRun> runs =
                    kernel.deliver(point, Bytes.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}, "r"));

            assertThat(runs).extracting(run -> run.result().returnValue()).containsExactly(9L);
        }

        @ParameterizedTest
        @EnumSource(EngineChoice.class)
        void ofTracepointsHaveNothingBeforeTheirRecord(EngineChoice engine) {
            AttachPoint.Tracepoint point = new AttachPoint.Tracepoint("syscalls", "sys_enter_openat");
            try (EmulatedKernel other =
                    EmulatedKernel.builder(Kernels.x86()).engine(engine).build()) {
                ProgramHandle program = other.load(
                                image(ProgramType.TRACEPOINT, "r0 = *(u64 *)(r1 -32768)\nexit"),
                                VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                other.attach(program, point);

                ExecutionFault fault = other.deliver(point, Bytes.wrap(new byte[16], "r"))
                        .get(0)
                        .result()
                        .fault();

                assertThat(fault)
                        .hasMessage("read of 8 bytes at 0xffffe8ffffff9000: 32768 bytes before the context of program"
                                + " 'program'; verifiers let tracepoint programs read there, but nothing of the event"
                                + " is there");
            }
        }
    }

    @Nested
    class World {
        @Test
        void isWhatHelpersAnswer() {
            kernel.world().clock().set(Duration.ofSeconds(5));
            kernel.world().clock().suspend(Duration.ofSeconds(1));

            assertThat(run("call bpf_ktime_get_ns\nexit").result().returnValue())
                    .isEqualTo(5_000_000_000L);
            assertThat(run("call bpf_ktime_get_boot_ns\nexit").result().returnValue())
                    .isEqualTo(6_000_000_000L);
            assertThat(run("call bpf_jiffies64\nexit").result().returnValue()).isEqualTo(1250);
            assertThat(run("call bpf_get_current_cgroup_id\nexit").result().returnValue())
                    .isEqualTo(1);
            assertThat(run("call bpf_get_numa_node_id\nexit").result().returnValue())
                    .isZero();
        }

        @Test
        void repeatsItsRandomNumbersForASeed() {
            List<Long> numbers = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                try (EmulatedKernel seeded =
                        EmulatedKernel.builder(Kernels.x86()).seed(77).build()) {
                    ProgramHandle program = seeded.load(
                                    image(ProgramType.KPROBE, "call bpf_get_prandom_u32\nexit"),
                                    VerifierLogLevel.ON_REJECTION)
                            .orThrow();
                    numbers.add(seeded.run(program, KprobeEvent.at("f", REGISTERS, MemoryImage.EMPTY), null)
                            .result()
                            .returnValue());
                }
            }

            assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isBetween(0L, 0xffff_ffffL);
        }

        @Test
        void keepsSignalsThatProgramsSend() {
            run("r1 = 9\ncall bpf_send_signal\nexit");
            run("r1 = 10\ncall bpf_send_signal_thread\nexit");

            assertThat(kernel.world().signals())
                    .extracting(signal -> signal.number() + (signal.toThread() ? " to thread" : ""))
                    .containsExactly("9", "10 to thread");
        }

        @Test
        void keepsNoMoreSignalsThanItsBound() {
            ProgramRun run = run(repeated(10_007, "r1 = 9\ncall bpf_send_signal"));

            assertThat(run.result().isComplete()).isTrue();
            assertThat(kernel.world().signals()).hasSize(10_000);
            assertThat(kernel.world().signalsLost()).isEqualTo(7);
        }

        @Test
        void knowsTheProbedFunctionAndWhereItStopped() {
            try (EmulatedKernel symbols = EmulatedKernel.on(Kernels.withSymbol("vfs_read", 0xffff_ffff_8123_4560L))) {
                ProgramHandle ip = symbols.load(
                                image(ProgramType.KPROBE, "call bpf_get_func_ip\nexit"), VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                ProgramHandle stack = symbols.load(image(ProgramType.KPROBE, """
                        r2 = r10
                        r2 += -16
                        r3 = 16
                        r4 = 0
                        call bpf_get_stack
                        r0 = *(u64 *)(r10 -16)
                        exit
                        """), VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                KprobeEvent event =
                        KprobeEvent.at("vfs_read", REGISTERS.with("ip", 0xffff_ffff_8123_4561L), MemoryImage.EMPTY);

                assertThat(symbols.run(ip, event, null).result().returnValue()).isEqualTo(0xffff_ffff_8123_4560L);
                assertThat(symbols.run(stack, event, null).result().returnValue())
                        .isEqualTo(0xffff_ffff_8123_4561L);
            }
        }
    }

    @Nested
    class Printing {
        private List<String> print(String format, String... arguments) {
            byte[] bytes = Arrays.copyOf(format.getBytes(StandardCharsets.ISO_8859_1), (format.length() / 8 + 1) * 8);
            StringBuilder program = new StringBuilder();
            ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = -64; words.hasRemaining(); at += 8) {
                program.append("r1 = ").append(words.getLong()).append(" ll\n*(u64 *)(r10 ");
                program.append(at).append(") = r1\n");
            }
            program.append("r1 = r10\nr1 += -64\nr2 = ")
                    .append(format.length() + 1)
                    .append('\n');
            for (int i = 0; i < arguments.length; i++) {
                program.append("r")
                        .append(3 + i)
                        .append(" = ")
                        .append(arguments[i])
                        .append(" ll\n");
            }
            return run(program + "call bpf_trace_printk\nexit", REGISTERS, memory(extent(OBJECT, "text", 'o', 'k', 0)))
                    .printed();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
                pid %d: %s|42|-131391639515136|pid 42: ok
                [%5d]|42|0|[   42]
                [%-5d]|42|0|[42   ]
                [%05d]|-42|0|[-0042]
                [%+d]|42|0|[+42]
                [%x %X]|171|171|[ab AB]
                [%lu]|-1|0|[18446744073709551615]
                [%5s]|-131391639515136|0|[   ok]
                [%pks]|-131391639515136|0|[ok]
                [%s]|0|0|[]
                [%p]|171|0|[00000000000000ab]
                [%pS]|171|0|[0xab]
                [%pI4]|0|0|[0.0.0.0]
                [%c%c]|72|105|[Hi]
                100%%|0|0|100%
                """)
        void writesWhatTheFormatSays(String format, String first, String second, String line) {
            assertThat(print(format, first, second, "0")).containsExactly(line);
        }

        @Test
        void endsALineOnce() {
            assertThat(print("hello\n", "0", "0", "0")).containsExactly("hello");
        }

        @Test
        void keepsTheFirstLinesOfARunAndCountsTheOthers() {
            String line = """
                    *(u64 *)(r10 -8) = 111
                    r1 = r10
                    r1 += -8
                    r2 = 2
                    call bpf_trace_printk""";

            ProgramRun run = run(repeated(10_007, line));

            assertThat(run.printed()).hasSize(10_000).containsOnly("o");
            assertThat(run.printedLost()).isEqualTo(7);
            assertThat(run(repeated(1, line)).printedLost()).isZero();
        }

        @Test
        void goesToTheTracePipeToo() {
            print("one", "0", "0", "0");
            print("two", "0", "0", "0");

            assertThat(kernel.takeTracePipe()).containsExactly("one", "two");
            assertThat(kernel.takeTracePipe()).isEmpty();
        }
    }

    @Nested
    class Faults {
        /** No verifier accepts these programs. */
        @BeforeEach
        void goWithoutVerifier() {
            kernel.close();
            kernel = EmulatedKernel.builder(Kernels.x86()).withoutVerifier().build();
        }

        @Test
        void endReadsPastTheContext() {
            assertFault(
                    run("r0 = *(u64 *)(r1 +168)\nexit"),
                    ExecutionFault.Kind.MEMORY,
                    "0 bytes past the end of context of program 'program'");
        }

        @Test
        void endWritesToTheContext() {
            assertFault(run("*(u64 *)(r1 +0) = 1\nr0 = 0\nexit"), ExecutionFault.Kind.MEMORY, "read-only");
        }

        @Test
        void endAccessesPastAMapValue() {
            MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 8, 4));

            assertFault(run("""
                    *(u32 *)(r10 -4) = 1
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -4
                    call bpf_map_lookup_elem
                    if r0 == 0 goto out
                    r0 = *(u64 *)(r0 +4)
                    out:
                    exit
                    """, map), ExecutionFault.Kind.MEMORY, "value of map 'values'");
        }

        @Test
        void endWritesToMapsThatAreReadOnlyForPrograms() {
            for (MapType type : List.of(MapType.ARRAY, MapType.HASH, MapType.PERCPU_ARRAY)) {
                MapHandle map =
                        kernel.createMap(MapSpec.of("constants", type, 4, 8, 1).withFlags(MapFlags.RDONLY_PROG));
                int copies = type == MapType.PERCPU_ARRAY ? kernel.world().possibleCpus() : 1;
                byte[] value = new byte[8 * copies];
                Arrays.fill(value, (byte) 7);
                map.update(u32(0), value, MapHandle.ANY);

                assertThat(run(ELEMENT.formatted("bpf_map_lookup_elem", "r0 = *(u8 *)(r0 +1)"), map)
                                .result()
                                .returnValue())
                        .isEqualTo(7);
                assertFault(
                        run(ELEMENT.formatted("bpf_map_lookup_elem", "*(u8 *)(r0 +1) = 1"), map),
                        ExecutionFault.Kind.MEMORY,
                        "offset 1 of value of map 'constants' (8 bytes, read-only)");
                for (String helper : List.of("bpf_map_update_elem", "bpf_map_delete_elem")) {
                    assertFault(
                            run(ELEMENT.formatted(helper, ""), map),
                            ExecutionFault.Kind.INSTRUCTION,
                            "write into map forbidden (map 'constants' is read-only for programs)");
                }
                assertThat(map.lookup(u32(0))).hasValue(value);
            }
        }

        @Test
        void endReadsOfMapsThatAreWriteOnlyForPrograms() {
            MapHandle map =
                    kernel.createMap(MapSpec.of("out", MapType.ARRAY, 4, 8, 1).withFlags(MapFlags.WRONLY_PROG));

            assertFault(
                    run(ELEMENT.formatted("bpf_map_lookup_elem", "r0 = *(u8 *)(r0 +1)"), map),
                    ExecutionFault.Kind.MEMORY,
                    "offset 1 of value of map 'out' (8 bytes, write-only)");
            assertThat(run(ELEMENT.formatted("bpf_map_lookup_elem", "*(u8 *)(r0 +1) = 1\nr0 = 0"), map)
                            .result()
                            .isComplete())
                    .isTrue();
            assertThat(map.lookup(u32(0))).hasValue(new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
        }

        private static final String ELEMENT = """
                *(u32 *)(r10 -4) = 0
                *(u64 *)(r10 -16) = 0
                r1 = map[idx:0]
                r2 = r10
                r2 += -4
                r3 = r10
                r3 += -16
                r4 = 0
                call %s
                if r0 == 0 goto out
                %s
                out:
                exit
                """;

        @Test
        void endUsesOfARecordAfterItsSubmission() {
            MapHandle ring = kernel.createMap(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096));

            assertFault(run("""
                    r1 = map[idx:0]
                    r2 = 8
                    r3 = 0
                    call bpf_ringbuf_reserve
                    if r0 == 0 goto out
                    r6 = r0
                    r1 = r0
                    r2 = 0
                    call bpf_ringbuf_submit
                    *(u64 *)(r6 +0) = 1
                    out:
                    r0 = 0
                    exit
                    """, ring), ExecutionFault.Kind.MEMORY, "write of 8 bytes");
        }

        @Test
        void endRunsThatKeepARecordAndFreeTheRing() {
            MapHandle ring = kernel.createMap(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096));
            String keeping = """
                    r1 = map[idx:0]
                    r2 = 8
                    r3 = 0
                    call bpf_ringbuf_reserve
                    r0 = 0
                    exit
                    """;

            assertFault(
                    run(keeping, ring),
                    ExecutionFault.Kind.INSTRUCTION,
                    "ended without submitting or discarding 1 reserved ring buffer record");
            assertThat(run("""
                    *(u64 *)(r10 -8) = 1
                    r1 = map[idx:0]
                    r2 = r10
                    r2 += -8
                    r3 = 8
                    r4 = 0
                    call bpf_ringbuf_output
                    exit
                    """, ring).result().returnValue()).isZero();
            List<byte[]> records = new ArrayList<>();
            kernel.events(ring).poll(Duration.ZERO, records::add);
            assertThat(records).hasSize(1);
        }

        @Test
        void endRunsThatKeepALock() {
            MapHandle map = kernel.createMap(MapSpec.of("locked", MapType.ARRAY, 4, 16, 1));
            String lock = "r1 = map[idx:0][0]+0\ncall bpf_spin_lock\n";
            String unlock = "r1 = map[idx:0][0]+0\ncall bpf_spin_unlock\n";
            String end = "r0 = 0\nexit";

            assertThat(run(lock + unlock + end, map).result().isComplete()).isTrue();
            assertFault(run(lock + end, map), ExecutionFault.Kind.INSTRUCTION, "ended while it held a bpf_spin_lock");
            assertFault(run(lock + lock + end, map), ExecutionFault.Kind.INSTRUCTION, "deadlock");
            assertFault(run(unlock + end, map), ExecutionFault.Kind.INSTRUCTION, "without taking a lock");
        }

        @Test
        void endMapsPassedToTheWrongHelper() {
            MapHandle map = kernel.createMap(MapSpec.of("hash", MapType.HASH, 4, 8, 4));

            assertFault(
                    run("r1 = map[idx:0]\nr2 = 0\ncall bpf_ringbuf_query\nexit", map),
                    ExecutionFault.Kind.INSTRUCTION,
                    "cannot pass map_type 1 into func bpf_ringbuf_query#134 (map 'hash' is a hash)");
        }

        @Test
        void endCallsOfHelpersThatAreNotEmulated() {
            ProgramHandle program = kernel.load(
                            image(ProgramType.SCHED_CLS, "r1 = 1\nr2 = 0\ncall bpf_redirect\nexit"),
                            VerifierLogLevel.ON_REJECTION)
                    .orThrow();
            Bytes packet = Bytes.wrap(new byte[64], "packet");
            TestRun.Input input = new TestRun.Input(packet, Bytes.wrap(new byte[0], "context"));

            assertThatThrownBy(() -> kernel.testRun(program, input))
                    .hasMessageContaining("not emulated: helper bpf_redirect#23");
        }

        @Test
        void endGuardedCallsOfHelpersThatTheTypeHasNot() {
            String program = """
                    r0 = *(u64 *)(r1 +0)
                    if r0 == 5 goto pc+1
                    call bpf_skb_store_bytes
                    exit
                    """;

            assertFault(
                    run(program),
                    ExecutionFault.Kind.INSTRUCTION,
                    "program of this type cannot use helper bpf_skb_store_bytes#9");
            assertThat(run(program, REGISTERS.with("r15", 5), MemoryImage.EMPTY)
                            .result()
                            .isComplete())
                    .isTrue();
        }

        @Test
        void endRunsBeyondTheirBudget() {
            try (EmulatedKernel small = EmulatedKernel.builder(Kernels.x86())
                    .instructionBudget(10)
                    .withoutVerifier()
                    .build()) {
                ProgramHandle program = small.load(
                                image(ProgramType.KPROBE, "r0 = 0\nagain:\nif r0 == 0 goto again\nexit"),
                                VerifierLogLevel.ON_REJECTION)
                        .orThrow();

                assertFault(
                        small.run(program, KprobeEvent.at("f", REGISTERS, MemoryImage.EMPTY), null),
                        ExecutionFault.Kind.BUDGET,
                        "10 instructions");
            }
        }
    }

    @Nested
    class Callbacks {
        private static final String LOOP = """
                *(u64 *)(r10 -8) = 0
                r1 = %s ll
                r2 = subprog[each]
                r3 = r10
                r3 += -8
                r4 = %d
                call bpf_loop
                r6 = *(u64 *)(r10 -8)
                r6 <<= 32
                w0 = w0
                r0 |= r6
                exit
                each:
                r3 = *(u64 *)(r2 +0)
                r3 += 1
                *(u64 *)(r2 +0) = r3
                r0 = %d
                exit
                """;

        /** Kernels want callbacks described, as static functions. */
        private long described(String program, MapHandle... maps) {
            Instructions instructions = Assembler.assemble(program);
            BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
            int number = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
            int prototype = types.add(new BtfType.FuncProto(number, List.of()));
            List<ProgramBtf.FuncInfo> functions = new ArrayList<>();
            functions.add(
                    new ProgramBtf.FuncInfo(0, types.add(new BtfType.Func("program", prototype, BtfType.Func.GLOBAL))));
            for (int slot = 0; slot < instructions.size(); slot++) {
                Instruction instruction = instructions.get(slot);
                if (instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC) {
                    functions.add(new ProgramBtf.FuncInfo(
                            slot + 1 + instruction.imm(),
                            types.add(new BtfType.Func("each", prototype, BtfType.Func.STATIC))));
                }
            }
            ProgramBtf btf = new ProgramBtf(types.toBtf().raw(), functions, List.of());
            ProgramImage image = new ProgramImage(
                    "program", ProgramType.KPROBE, 0, "GPL", instructions, List.of(maps), 0, btf, 0, 0);
            ProgramHandle loaded =
                    kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
            return kernel.run(loaded, KprobeEvent.at("vfs_read", REGISTERS, MemoryImage.EMPTY), null)
                    .result()
                    .returnValue();
        }

        @ParameterizedTest
        @CsvSource({
            "0, 0, 0, 0, 0",
            "5, 0, 0, 5, 5",
            "5, 0, 1, 1, 1",
            "5, 1, 0, 4294967274, 0",
            "8388609, 0, 0, 4294967289, 0",
            "4294967301, 0, 0, 4294967289, 0",
            "-1, 0, 0, 4294967289, 0"
        })
        void areCalledAsOftenAsAsked(String count, int flags, int callback, long result, long calls) {
            long packed = described(LOOP.formatted(count, flags, callback));

            assertThat(packed & 0xffff_ffffL).as("result").isEqualTo(result);
            assertThat(packed >>> 32).as("calls").isEqualTo(calls);
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"HASH", "ARRAY", "PERCPU_ARRAY"})
        void seeEveryElement(MapType type) {
            MapHandle map = kernel.createMap(MapSpec.of("elements", type, 4, 8, 3));
            String program = """
                    *(u64 *)(r10 -8) = 0
                    r1 = map[idx:0]
                    r2 = subprog[each]
                    r3 = r10
                    r3 += -8
                    r4 = 0
                    call bpf_for_each_map_elem
                    r6 = *(u64 *)(r10 -8)
                    r6 <<= 32
                    r0 |= r6
                    exit
                    each:
                    r2 = *(u32 *)(r2 +0)
                    r5 = *(u64 *)(r4 +0)
                    r5 += r2
                    r3 = *(u64 *)(r3 +0)
                    r5 += r3
                    *(u64 *)(r4 +0) = r5
                    r0 = 0
                    exit
                    """;
            if (type == MapType.HASH) {
                for (int key = 0; key < 3; key++) {
                    map.update(u32(key), new byte[8], MapHandle.ANY);
                }
            }

            long packed = described(program, map);

            assertThat(packed & 0xffff_ffffL).as("visited").isEqualTo(3);
            assertThat(packed >>> 32).as("sum of keys and values").isEqualTo(3);
        }
    }

    @Nested
    class Handles {
        @Test
        void ofAnotherKernelAreRefused() {
            try (EmulatedKernel other = EmulatedKernel.on(Kernels.of(Archs.X86_64, "5.10"))) {
                MapHandle map = other.createMap(MapSpec.of("theirs", MapType.ARRAY, 4, 8, 1));

                assertThatThrownBy(() -> kprobe("r0 = 0\nexit", map))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("map 'theirs' belongs to kernel");
                assertThatThrownBy(() -> kernel.events(map)).isInstanceOf(IllegalArgumentException.class);
            }
        }

        @Test
        void ofAClosedKernelSayIt() {
            kernel.close();

            assertThatThrownBy(() -> kernel.createMap(MapSpec.of("map", MapType.ARRAY, 4, 8, 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("emulated kernel 'x86_64-test' is closed");
        }

        @Test
        void giveTheirMemoryBack() {
            int before = kernel.kernelMemory().regions().size();
            for (int round = 0; round < 3; round++) {
                try (MapHandle map = kernel.createMap(MapSpec.of("map", MapType.HASH, 4, 8, 100))) {
                    for (int key = 0; key < 100; key++) {
                        map.update(u32(key), new byte[8], MapHandle.ANY);
                    }
                }
            }

            assertThat(kernel.kernelMemory().regions()).hasSize(before);
        }

        @Test
        void ofAProgramArrayLetGoOfItsPrograms() {
            MapHandle array = kernel.createMap(MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 1));
            MapHandle data = kernel.createMap(MapSpec.of("data", MapType.ARRAY, 4, 8, 1));
            ProgramHandle program = kprobe("r1 = map[idx:1][0]+0\nr0 = 0\nexit", array, data);
            array.update(u32(0), program);
            data.update(u32(0), new byte[8], MapHandle.ANY);
            int withData = kernel.kernelMemory().regions().size();

            program.close();
            data.close();
            assertThat(kernel.kernelMemory().regions()).hasSize(withData);
            array.close();

            assertThat(kernel.kernelMemory().regions()).hasSize(withData - 1);
        }

        @Test
        void areForOneThreadAtATime() throws InterruptedException {
            MapHandle map = kernel.createMap(MapSpec.of("map", MapType.ARRAY, 4, 8, 1));
            ExecutionListener intruding = new ExecutionListener() {
                @Override
                public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
                    FutureTask<Object> intruder = new FutureTask<>(() -> map.lookup(u32(0)));
                    new Thread(intruder, "intruder").start();
                    assertThatThrownBy(intruder::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseInstanceOf(IllegalStateException.class)
                            .hasRootCauseMessage("thread 'intruder' uses emulated kernel 'x86_64-test' while thread '"
                                    + Thread.currentThread().getName()
                                    + "' does; give each thread a kernel of its own");
                }
            };

            ProgramRun run = kernel.run(
                    kprobe("call bpf_get_smp_processor_id\nexit"),
                    KprobeEvent.at("f", REGISTERS, MemoryImage.EMPTY),
                    intruding);

            assertThat(run.result().isComplete()).isTrue();
            FutureTask<Object> later = new FutureTask<>(() -> map.lookup(u32(0)));
            Thread thread = new Thread(later);
            thread.start();
            thread.join();
            assertThat(later).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Nested
    class Refusals {
        @Test
        void areLoudForWhatIsNotEmulated() {
            MapHandle devices = kernel.createMap(MapSpec.of("devices", MapType.DEVMAP, 4, 4, 1));
            assertThatThrownBy(() -> devices.lookup(u32(0)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("looking up an element of map 'devices' of type devmap: not emulated");
            ProgramHandle verdict = kernel.load(
                            image(ProgramType.SK_MSG, "r0 = 1\nexit"), VerifierLogLevel.ON_REJECTION)
                    .orThrow();
            assertThatThrownBy(() -> kernel.attach(verdict, READ))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("program type sk_msg (program 'program'): verified, but not emulated");
        }

        @Test
        void followTheRelease() {
            try (EmulatedKernel old = EmulatedKernel.on(Kernels.of(Archs.X86_64, "5.4.0"))) {
                ProgramImage program = image(ProgramType.KPROBE, "call bpf_probe_read_kernel\nexit");

                assertThatThrownBy(() -> old.createMap(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096)))
                        .isInstanceOfSatisfying(
                                KernelException.class,
                                refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL.number()));
                assertThat(old.load(program, VerifierLogLevel.BRANCHES))
                        .isInstanceOfSatisfying(
                                ProgramLoadResult.Rejected.class,
                                rejected -> assertThat(rejected.log()).contains("invalid func unknown#113"));
            }
        }

        @Test
        void meetTailCallsOfFunctionsThatNothingDescribes() {
            MapHandle array = kernel.createMap(MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 1));
            String tailCall = "r2 = map[idx:0]\nr3 = 0\ncall bpf_tail_call\nr0 = 0\nexit\n";

            assertThat(kernel.load(
                            image(ProgramType.KPROBE, "call function\nexit\nfunction:\n" + tailCall, array),
                            VerifierLogLevel.ON_REJECTION))
                    .isInstanceOfSatisfying(
                            ProgramLoadResult.Rejected.class,
                            rejected -> assertThat(rejected.log())
                                    .contains("tail_call is not allowed in subprogs without BTF"));
            assertThat(kernel.load(image(ProgramType.KPROBE, tailCall, array), VerifierLogLevel.ON_REJECTION))
                    .isInstanceOf(ProgramLoadResult.Accepted.class);
        }

        @Test
        void ofInitialValuesLeaveNoMap() {
            kernel.close();
            kernel = EmulatedKernel.builder(Kernels.x86()).withoutVerifier().build();
            MapHandle before = kernel.createMap(MapSpec.of("before", MapType.ARRAY, 4, 8, 1));
            Bytes tooShort = Bytes.wrap(new byte[4], "initial value");
            MapSpec spec = MapSpec.of("data", MapType.ARRAY, 4, 8, 1)
                    .change()
                    .section(".data", tooShort, true)
                    .build();

            assertThatThrownBy(() -> kernel.createMap(spec))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a value of 4 bytes for map 'data', which takes 8");

            // Maps get addresses one after the other.
            String lookUpInTheNextMap = """
                    *(u32 *)(r10 -4) = 0
                    r1 = map[idx:0]
                    r1 += 64
                    r2 = r10
                    r2 += -4
                    call bpf_map_lookup_elem
                    exit
                    """;
            assertFault(run(lookUpInTheNextMap, before), ExecutionFault.Kind.INSTRUCTION, "is not a map pointer");
        }

        @Test
        void ofMapsTooLargeComeAtOnce() {
            assertThatThrownBy(() -> kernel.createMap(MapSpec.of("huge", MapType.ARRAY, 4, 4096, 1 << 20)))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("cannot create map 'huge': ENOMEM (12)")
                    .hasMessageContaining("an emulated map holds at most 1073741824 bytes");
        }

        @Test
        void ofMemoryComeWhenItIsUsedUp() {
            try (EmulatedKernel small =
                    EmulatedKernel.builder(Kernels.x86()).memoryLimitBytes(6000).build()) {
                MapHandle map = small.createMap(MapSpec.of("map", MapType.ARRAY, 4, 4096, 1000));
                map.update(u32(0), new byte[4096], MapHandle.ANY);

                assertThatThrownBy(() -> map.update(u32(1), new byte[4096], MapHandle.ANY))
                        .isInstanceOf(KernelException.class)
                        .hasMessageContaining("ENOMEM (12)");
                assertThat(map.lookup(u32(1)).orElseThrow()).isEqualTo(new byte[4096]);
            }
        }

        private static final String UPDATE = """
                *(u32 *)(r10 -4) = 1
                *(u64 *)(r10 -16) = 2
                r1 = map[idx:0]
                r2 = r10
                r2 += -4
                r3 = r10
                r3 += -16
                r4 = 0
                call bpf_map_update_elem
                """;

        /** Returns what the last update did: a branch in each round would be too much for a verifier. */
        private static String repeatedUpdate() {
            return repeated(10_000, UPDATE + "r7 = r0").replace("r0 = 0\nout:", "r0 = r7\nout:");
        }

        @Test
        void areNotNeededToReplaceAPreallocatedElementForever() {
            try (EmulatedKernel small =
                    EmulatedKernel.builder(Kernels.x86()).memoryLimitBytes(1000).build()) {
                MapHandle map = small.createMap(MapSpec.of("map", MapType.HASH, 4, 8, 10));

                assertThat(runOn(small, repeatedUpdate(), map)).isZero();
            }
        }

        @Test
        void endALoopThatRetiresElements() {
            try (EmulatedKernel small = EmulatedKernel.builder(Kernels.x86())
                    .memoryLimitBytes(1 << 20)
                    .build()) {
                MapHandle map = small.createMap(MapSpec.of("map", MapType.LRU_HASH, 4, 8, 10));
                String program = repeatedUpdate();

                assertThat((int) runOn(small, program, map)).isEqualTo(-Errno.ENOMEM.number());
                assertThat((int) runOn(small, program, map))
                        .as("after the first run gave its memory back")
                        .isEqualTo(-Errno.ENOMEM.number());
            }
        }

        private long runOn(EmulatedKernel other, String program, MapHandle... maps) {
            ProgramHandle loaded = other.load(image(ProgramType.KPROBE, program, maps), VerifierLogLevel.ON_REJECTION)
                    .orThrow();
            return other.run(loaded, KprobeEvent.at("f", REGISTERS, MemoryImage.EMPTY), null)
                    .result()
                    .returnValue();
        }

        @Test
        void ofAttachmentsNameTheTypeOrTheSymbol() {
            ProgramHandle program = kprobe("r0 = 0\nexit");
            assertThatThrownBy(() -> kernel.attach(program, new AttachPoint.RawTracepoint("sys_enter")))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("cannot attach program 'program' to rawtracepoint:sys_enter: EINVAL (22):"
                            + " it is a program of type kprobe");

            try (EmulatedKernel symbols = EmulatedKernel.on(Kernels.withSymbol("vfs_read", 0xffff_ffff_8123_4560L))) {
                ProgramHandle theirs = symbols.load(
                                image(ProgramType.KPROBE, "r0 = 0\nexit"), VerifierLogLevel.ON_REJECTION)
                        .orThrow();
                symbols.attach(theirs, READ);

                assertThatThrownBy(() -> symbols.attach(theirs, new AttachPoint.Kprobe("vfs_raed", 0, false)))
                        .isInstanceOf(KernelException.class)
                        .hasMessageContaining("kprobe:vfs_raed: ENOENT (2)");
            }
        }

        @Test
        void leaveDeadCallsOfUnknownHelpersAlone() {
            String guarded = """
                    r0 = 0
                    if r0 == 0 goto out
                    call 195896080
                    out:
                    exit
                    """;

            assertThat(run(guarded).result().isComplete()).isTrue();
        }

        @Test
        void areNotNeededForALog() {
            assertThat(kernel.load(image(ProgramType.KPROBE, "r0 = 0\nexit"), VerifierLogLevel.BRANCHES)
                            .log())
                    .startsWith("processed 2 insns (limit 1000000)");
            assertThat(kernel.load(image(ProgramType.KPROBE, "r0 = 0\nexit"), VerifierLogLevel.ON_REJECTION)
                            .log())
                    .isEmpty();
        }
    }

    @Nested
    class OtherArchitectures {
        @Test
        void withOneSetOfAddressesForBothSidesTellThemByTheHelper() {
            try (EmulatedKernel s390 = EmulatedKernel.on(Kernels.of(Archs.S390X, "6.12"))) {
                MemoryImage image = memory(extent(0x2000, "object", 7));
                PtRegs registers = PtRegs.zero(Archs.S390X);
                String program = """
                        r3 = 0x2000 ll
                        r1 = r10
                        r1 += -8
                        r2 = 1
                        call %s
                        r0 = *(u8 *)(r10 -8)
                        exit
                        """;

                for (String helper : List.of("bpf_probe_read_kernel", "bpf_probe_read_user")) {
                    ProgramHandle loaded = s390.load(
                                    image(ProgramType.KPROBE, program.formatted(helper)), VerifierLogLevel.ON_REJECTION)
                            .orThrow();
                    assertThat(s390.run(loaded, KprobeEvent.at("f", registers, image), null)
                                    .result()
                                    .returnValue())
                            .as(helper)
                            .isEqualTo(7);
                }
                assertThat(s390.load(
                                image(ProgramType.KPROBE, program.formatted("bpf_probe_read")),
                                VerifierLogLevel.ON_REJECTION))
                        .isInstanceOf(ProgramLoadResult.Rejected.class);
            }
        }
    }
}
