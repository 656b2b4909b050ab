// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramBtf.FuncInfo;
import dev.probeproof.loader.kernel.ProgramBtf.LineInfo;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.ProgramLoadResult.Accepted;
import dev.probeproof.loader.kernel.ProgramLoadResult.Rejected;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the real kernel does beyond what every kernel does ({@code KernelBackendContract}). */
@RequiresKernel
class NativeKernelTest {
    private static final byte[] ZERO_KEY = new byte[4];
    private static final TestRun.Input NO_INPUT = new TestRun.Input(bytes(), bytes());

    private KernelBackend kernel;

    @BeforeEach
    void open() {
        kernel = new NativeKernelProvider().open();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private static Bytes bytes(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return Bytes.wrap(array, "test");
    }

    private static byte[] u64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }

    private ProgramHandle load(ProgramType type, List<MapHandle> maps, Instruction... program) {
        return kernel.load(
                        ProgramImage.of("tested", type, Instructions.of(program), maps), VerifierLogLevel.ON_REJECTION)
                .orThrow();
    }

    private static ProgramImage readingAnUnsetRegister() {
        return ProgramImage.of(
                "bad", ProgramType.KPROBE, Instructions.of(Insn.load(8, 0, 2, 8), Insn.exit()), List.of());
    }

    @Test
    void saysWhyTheVerifierRefusesAProgram() {
        ProgramLoadResult result = kernel.load(readingAnUnsetRegister(), VerifierLogLevel.ON_REJECTION);

        assertThat(result).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.errno()).isEqualTo(Errno.EACCES.number());
            assertThat(rejected.log()).contains("R2 !read_ok");
        });
        assertThatThrownBy(result::orThrow)
                .isInstanceOf(VerifierRejectedException.class)
                .hasMessageContaining("cannot load program 'bad': EACCES (13)")
                .hasMessageContaining("R2 !read_ok");
    }

    @Test
    void givesTheLogOfAnAcceptedProgramOnRequest() {
        ProgramImage image =
                ProgramImage.of("good", ProgramType.KPROBE, Instructions.of(Insn.mov64(0, 0), Insn.exit()), List.of());

        assertThat(kernel.load(image, VerifierLogLevel.ON_REJECTION).log()).isEmpty();
        assertThat(kernel.load(image, VerifierLogLevel.INSTRUCTIONS).log())
                .contains("0: (b7) r0 = 0")
                .contains("processed 2 insns");
    }

    @Test
    void readsALogThatIsLongerThanTheFirstBuffer() {
        List<Instruction> program = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            program.add(Insn.mov64(0, i));
        }
        program.add(Insn.load(8, 0, 2, 8));
        program.add(Insn.exit());
        ProgramImage image = ProgramImage.of("long", ProgramType.KPROBE, Instructions.of(program), List.of());

        ProgramLoadResult result = kernel.load(image, VerifierLogLevel.INSTRUCTIONS);

        assertThat(result).isInstanceOf(Rejected.class);
        assertThat(result.log()).hasSizeGreaterThan(128 * 1024).contains("0: (b7) r0 = 0", "R2 !read_ok");
    }

    @Test
    void showsTheSourceLinesOfAProgramWithTypes() {
        ProgramBtf types = new ProgramBtf(
                btfOfOneFunction(), List.of(new FuncInfo(0, 3)), List.of(new LineInfo(0, 15, 22, 7 << 10 | 5)));
        ProgramImage image = new ProgramImage(
                "typed",
                ProgramType.KPROBE,
                0,
                "GPL",
                Instructions.of(Insn.mov64(0, 0), Insn.exit()),
                List.of(),
                0,
                types,
                0,
                0);

        Accepted accepted = (Accepted) kernel.load(image, VerifierLogLevel.INSTRUCTIONS);

        assertThat(accepted.log()).contains("; return 0;");
        assertThat(((NativeProgram) accepted.program()).typesRefusal()).isEmpty();
    }

    @Test
    void loadsAProgramWhoseTypesItRefusesAndSaysWhy() {
        ProgramBtf types = new ProgramBtf(bytes(1, 2, 3), List.of(new FuncInfo(0, 3)), List.of());
        ProgramImage image = new ProgramImage(
                "typed",
                ProgramType.KPROBE,
                0,
                "GPL",
                Instructions.of(Insn.mov64(0, 0), Insn.exit()),
                List.of(),
                0,
                types,
                0,
                0);

        Accepted accepted = (Accepted) kernel.load(image, VerifierLogLevel.ON_REJECTION);

        assertThat(((NativeProgram) accepted.program()).typesRefusal().orElseThrow())
                .hasMessageStartingWith("cannot load program types: EINVAL (22)");
    }

    /** {@code int probe(int context)} as type 3, and the texts {@code prog.c} at 15 and {@code return 0;} at 22. */
    private static Bytes btfOfOneFunction() {
        byte[] names = "\0int\0probe\0ctx\0prog.c\0return 0;\0".getBytes(StandardCharsets.US_ASCII);
        int[] types = {1, 1 << 24, 4, 1 << 24 | 32, 0, 13 << 24 | 1, 1, 11, 1, 5, 12 << 24 | 1, 2};
        ByteBuffer blob =
                ByteBuffer.allocate(24 + 4 * types.length + names.length).order(ByteOrder.nativeOrder());
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        blob.putInt(0).putInt(4 * types.length).putInt(4 * types.length).putInt(names.length);
        for (int word : types) {
            blob.putInt(word);
        }
        return Bytes.wrap(blob.put(names).array(), "test");
    }

    @Test
    void runsAProgramOnAContext() {
        ProgramHandle program = load(ProgramType.RAW_TRACEPOINT, List.of(), Insn.load(8, 0, 1, 8), Insn.exit());

        TestRun.Output output = kernel.testRun(
                program, new TestRun.Input(bytes(), bytes(0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0)));

        assertThat(output.returnValue()).isEqualTo(42);
        assertThat(output.data().size()).isZero();
    }

    @Test
    void runsAProgramOnAPacketAndGivesItBack() {
        ProgramHandle program = load(ProgramType.SCHED_CLS, List.of(), Insn.mov64(0, 7), Insn.exit());
        Bytes packet = bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x88, 0xb5, 15, 16);

        TestRun.Output output = kernel.testRun(program, new TestRun.Input(packet, bytes()));

        assertThat(output.returnValue()).isEqualTo(7);
        assertThat(output.data()).isEqualTo(packet);
    }

    @Test
    void hasNoTestRunForKprobes() {
        ProgramHandle program = load(ProgramType.KPROBE, List.of(), Insn.mov64(0, 0), Insn.exit());

        assertThatThrownBy(() -> kernel.testRun(program, NO_INPUT))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot test-run program 'tested' of type kprobe: ENOTSUPP (524)");
    }

    @Test
    void letsAProgramReadADataSectionByValue() {
        Bytes initial = bytes(1, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 0, 0, 0, 0);
        int readOnlyForPrograms = 1 << 7;
        MapHandle rodata = kernel.createMap(MapSpec.of(".rodata", MapType.ARRAY, 4, 16, 1)
                .change()
                .flags(readOnlyForPrograms)
                .section(".rodata", initial, true)
                .build());

        ProgramHandle program = load(
                ProgramType.RAW_TRACEPOINT,
                List.of(rodata),
                new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX_VALUE, 0, 0),
                new Instruction(0, 0, 0, 0, 8),
                Insn.load(8, 0, 1, 0),
                Insn.exit());

        assertThat(kernel.testRun(program, NO_INPUT).returnValue()).isEqualTo(99);
        assertThatThrownBy(() -> rodata.update(ZERO_KEY, new byte[16], MapHandle.ANY))
                .hasMessage("cannot update map '.rodata': EPERM (1)");
    }

    @Test
    void readsOneValueOfAPerCpuMapForEachPossibleCpu() {
        MapHandle map = kernel.createMap(MapSpec.of("hits", MapType.PERCPU_ARRAY, 4, 12, 1));
        byte[] values = map.lookup(ZERO_KEY).orElseThrow();
        values[values.length - 16] = 7;

        map.update(ZERO_KEY, values, MapHandle.ANY);

        assertThat(map.lookup(ZERO_KEY)).hasValue(values);
        assertThat(values.length % 16).isZero();
    }

    @Test
    void storesMapsAndProgramsInMaps() {
        MapSpec inner = MapSpec.of("inner", MapType.ARRAY, 4, 8, 1);
        MapHandle outer = kernel.createMap(
                MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2).withInner(inner));
        MapHandle jumps = kernel.createMap(MapSpec.of("jumps", MapType.PROG_ARRAY, 4, 4, 2));

        outer.update(ZERO_KEY, kernel.createMap(inner));
        jumps.update(ZERO_KEY, load(ProgramType.KPROBE, List.of(), Insn.mov64(0, 0), Insn.exit()));

        assertThat(outer.lookup(ZERO_KEY)).isPresent();
        assertThat(jumps.lookup(ZERO_KEY)).isPresent();
    }

    @Test
    void deliversRecordsOfARingBuffer() {
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
        ProgramHandle program = outputOf(ring, 42);
        List<byte[]> records = new ArrayList<>();
        try (EventStream events = kernel.events(ring)) {
            for (int i = 0; i < 1000; i++) {
                kernel.testRun(program, NO_INPUT);
                events.poll(Duration.ZERO, records::add);
            }
        }

        assertThat(records)
                .hasSize(1000)
                .allSatisfy(record -> assertThat(record).isEqualTo(u64(42)));
    }

    private ProgramHandle outputOf(MapHandle ring, int value) {
        return load(
                ProgramType.RAW_TRACEPOINT,
                List.of(ring),
                Insn.storeImm(8, 10, -8, value),
                new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 0),
                Insn.highHalf(0),
                Insn.mov64Reg(2, 10),
                Insn.alu64(Opcode.ADD, 2, -8),
                Insn.mov64(3, 8),
                Insn.mov64(4, 0),
                Insn.call(HelperId.RINGBUF_OUTPUT),
                Insn.mov64(0, 0),
                Insn.exit());
    }

    @Test
    void waitsNoLongerThanTheTimeout() {
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
        try (EventStream events = kernel.events(ring)) {
            long start = System.nanoTime();

            assertThat(events.poll(Duration.ofMillis(50), record -> {})).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void closesAStreamUnderAWaitingThread() throws InterruptedException {
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
        EventStream events = kernel.events(ring);
        AtomicReference<Object> outcome = new AtomicReference<>("none");
        Thread waiting = new Thread(() -> {
            try {
                outcome.set(events.poll(Duration.ofMinutes(5), record -> {}));
            } catch (IllegalStateException closedBefore) {
                outcome.set(closedBefore);
            }
        });
        waiting.start();

        events.close();

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
        assertThat(outcome.get()).isNotEqualTo("none");
    }

    @Test
    void attachesToARawTracepoint() {
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 65536));
        try (EventStream events = kernel.events(ring)) {
            kernel.attach(outputOf(ring, 7), new AttachPoint.RawTracepoint("sys_enter"));

            List<byte[]> records = new ArrayList<>();
            assertThat(events.poll(Duration.ofSeconds(20), records::add)).isPositive();
            assertThat(records.get(0)).isEqualTo(u64(7));
        }
    }

    @Test
    void saysThatThereIsNoSuchRawTracepoint() {
        ProgramHandle program = load(ProgramType.RAW_TRACEPOINT, List.of(), Insn.mov64(0, 0), Insn.exit());

        assertThatThrownBy(() -> kernel.attach(program, new AttachPoint.RawTracepoint("no_such_tracepoint")))
                .hasMessage("cannot attach to rawtracepoint:no_such_tracepoint: ENOENT (2): "
                        + "the kernel has no such tracepoint");
    }

    @Test
    void attachesKprobesWhereTheKernelHasThemAndElseSaysWhyNot() {
        ProgramHandle program = load(ProgramType.KPROBE, List.of(), Insn.mov64(0, 0), Insn.exit());
        AttachPoint open = new AttachPoint.Kprobe("do_sys_openat2", 0, false);

        if (kernel.supports(KernelFeature.KPROBE_PMU).isSupported()) {
            assertThat(kernel.attach(program, open).isClosed()).isFalse();
        } else {
            assertThatThrownBy(() -> kernel.attach(program, open))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("this kernel has no event source 'kprobe'");
        }
    }

    @Test
    void answersEveryFeature() {
        for (KernelFeature feature : KernelFeature.values()) {
            FeatureSupport support = kernel.supports(feature);
            assertThat(support).as(feature.name()).isNotInstanceOf(FeatureSupport.Unknown.class);
        }
    }

    @Test
    void describesItself() {
        TargetKernel target = kernel.target();

        assertThat(target.release()).matches("\\d+\\.\\d+.*");
        assertThat(target.btf().find(BtfKind.STRUCT, "task_struct")).isPresent();
        assertThat(target.arch().name()).isIn("x86_64", "arm64");
        assertThat(target.symbols().address("no_such_symbol")).isEmpty();
        assertThat(kernel.target()).isSameAs(target);
    }

    @Test
    void closesWhatItsUserLeftOpen() {
        MapHandle map = kernel.createMap(MapSpec.of("counts", MapType.ARRAY, 4, 8, 1));
        MapHandle ring = kernel.createMap(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096));
        EventStream events = kernel.events(ring);
        Accepted accepted = (Accepted) kernel.load(
                ProgramImage.of("p", ProgramType.KPROBE, Instructions.of(Insn.mov64(0, 0), Insn.exit()), List.of()),
                VerifierLogLevel.ON_REJECTION);

        kernel.close();

        assertThat(map.isClosed()).isTrue();
        assertThat(accepted.program().isClosed()).isTrue();
        assertThatThrownBy(() -> map.lookup(ZERO_KEY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> events.poll(Duration.ZERO, record -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kernel.createMap(map.spec()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the kernel is closed");
    }
}
