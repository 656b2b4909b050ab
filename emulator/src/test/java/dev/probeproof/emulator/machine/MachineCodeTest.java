// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.ValueShape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A machine's whole life, on the sample programs. */
class MachineCodeTest {
    private static final Arch X86 = Archs.X86_64;

    static Stream<String> images() {
        return Stream.of(
                "x86_64-calls.o",
                "x86_64-calls-pic.o",
                "x86_64-calls.so",
                "arm64-calls.o",
                "arm64-calls.so",
                "riscv64-calls.o",
                "riscv64-calls.so",
                "s390x-calls.o",
                "s390x-calls.so");
    }

    private static MachineCode open(String name) {
        Arch arch = SampleBuild.arch(name);
        RequiresUnicorn.check(arch);
        return MachineCode.openInProcess(SampleBuild.elf(name), arch);
    }

    @ParameterizedTest
    @MethodSource("images")
    void objectsAndLibrariesAreLoadedWithTheirData(String name) {
        try (MachineCode machine = open(name)) {
            assertThat(machine.call("add", 30, 5).finish().value()).isEqualTo(42);
            // Doubled 9, plus the third prime, plus what is kept from call to call.
            assertThat(machine.call("act", 2, 9).finish().value()).isEqualTo(18 + 5 + 9);
            assertThat(machine.call("act", 2, 9).finish().value()).isEqualTo(18 + 5 + 18);
            assertThat(machine.call("act", 1, 4).finish().value()).isEqualTo(-4 + 3 + 4);
            assertThat(machine.call("add", 0, 0).finish().value()).isEqualTo(10);
            machine.reset();
            assertThat(machine.call("add", 0, 0).finish().value()).isEqualTo(7);
            assertThat(machine.call("depth", 20).finish().value()).isEqualTo(210);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void argumentsLieWhereTheCallingConventionHasThem(String name) {
        try (MachineCode machine = open(name)) {
            assertThat(machine.call("ninth", 1, 2, 3, 4, 5, 6, 7, 8, 9).finish().value())
                    .isEqualTo(98);
            byte[] pair = words(machine, 100, 23);
            assertThat(machine.call("of_pair", List.of(MachineArgument.struct(pair), MachineArgument.of(2)))
                            .finish()
                            .value())
                    .isEqualTo(177);
            byte[] four = words(machine, 5, 6, 7, 8);
            assertThat(machine.call("of_long", List.of(MachineArgument.struct(four), MachineArgument.of(2)))
                            .finish()
                            .value())
                    .isEqualTo(12);
            long bytes = machine.place(new byte[] {1, 2, (byte) 0x83});
            assertThat(machine.call("at", bytes, 2).finish().value()).isEqualTo(0x83);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void aLargeResultIsWrittenWhereTheCallerWantsIt(String name) {
        try (MachineCode machine = open(name)) {
            ValueShape result = new ValueShape(ValueShape.Kind.AGGREGATE, 32);
            assertThat(machine.call("made", 77).returning(result).finish().returned())
                    .isTrue();
            // The first thing on the heap.
            byte[] made = machine.read(machine.place(new byte[0]) - 256, 32);
            assertThat(made).isEqualTo(words(machine, 77, 2, 3, 4));
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void whatAnImageCallsButDoesNotHaveIsGivenByTheCallerOrNamed(String name) {
        try (MachineCode machine = open(name)) {
            List<Long> said = new ArrayList<>();
            machine.onCall("printk", call -> {
                said.add(call.argument(1));
                return new String(call.read(call.argument(0), 5), StandardCharsets.US_ASCII).equals("value") ? 9 : 0;
            });
            assertThat(machine.call("say", 5).finish().value()).isEqualTo(10);
            assertThat(said).containsExactly(5L);
            MachineEnd end = machine.call("lost", 1).finish().end();
            assertThat(end).isInstanceOf(MachineEnd.CallsMissing.class);
            assertThat(end.words()).isEqualTo("it calls missing, which is not given (onCall)");
            machine.onCall("depth", call -> 3);
            assertThat(machine.call("depth", 20).finish().value()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void whatGoesWrongHasAType(String name) {
        try (MachineCode machine = open(name)) {
            MachineEnd fault = machine.call("at", 0x12340000, 0).finish().end();
            assertThat(fault).isInstanceOfSatisfying(MachineEnd.Fault.class, read -> {
                assertThat(read.access()).isEqualTo("read");
                assertThat(read.address()).isEqualTo(0x12340000);
            });
            long turns = machine.place(new byte[8]);
            assertThat(machine.call("forever", turns).atMost(1000).finish().end())
                    .isEqualTo(new MachineEnd.OutOfInstructions(1000));
            machine.onMissing(page -> page == 0x12340000 ? new byte[] {0x55} : null);
            assertThat(machine.call("at", 0x12340000, 0).finish().value()).isEqualTo(0x55);
            assertThatThrownBy(() -> machine.call("depht", 1))
                    .isInstanceOf(MachineException.class)
                    .hasMessageContaining("no symbol depht; nearest: depth");
            assertThatThrownBy(() -> machine.call("add", 1, 2).with("rxx", 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unknown register 'rxx'");
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void aStopSeesRegistersAndMemoryEachTimeItIsReached(String name) {
        try (MachineCode machine = open(name)) {
            long entry = machine.address("depth");
            List<Long> depths = new ArrayList<>();
            MachineResult result = machine.call("depth", 4).until(entry).finish(stop -> {
                assertThat(stop.registers().get(machine.arch().instructionPointer()))
                        .isEqualTo(entry);
                assertThat(stop.memory().extents())
                        .anyMatch(extent -> extent.name().equals("stack"));
                depths.add(stop.argument(0));
            });
            assertThat(result.returned()).isTrue();
            assertThat(depths).startsWith(4L);
            assertThat(result.hits()).containsEntry(entry, depths.size());
            MachineResult first = machine.call("depth", 4).until(entry).first(stop -> {});
            assertThat(first.end()).isEqualTo(new MachineEnd.Stopped(entry));
            assertThatThrownBy(() -> machine.call("depth", 4).until(entry).finish(stop -> {
                        throw new IllegalStateException("mine");
                    }))
                    .hasMessage("mine");
            assertThat(machine.call("depth", 4).finish().value()).isEqualTo(10);
        }
    }

    @Test
    void aMachineRefusesWhatWouldEndTheJvm() throws InterruptedException {
        MachineCode machine = open("x86_64-calls.o");
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                machine.call("add", 1, 2).finish();
            } catch (IllegalStateException refused) {
                seen.set(refused);
            }
        });
        other.start();
        other.join();
        assertThat(seen.get()).hasMessageContaining("belongs to thread");
        machine.call("add", 1, 2).until(machine.address("add")).finish(stop -> {
            assertThatThrownBy(machine::close).hasMessageContaining("cannot be closed while it runs");
            assertThatThrownBy(() -> machine.call("add", 1, 2).finish()).hasMessageContaining("inside a run");
        });
        machine.close();
        machine.close();
        assertThatThrownBy(() -> machine.call("add", 1, 2).finish())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> machine.read(machine.address("counter"), 8)).hasMessageContaining("closed");
    }

    @Test
    void aChildProcessDoesTheSame() {
        RequiresUnicorn.check(X86);
        try (MachineCode machine = MachineCode.open(SampleBuild.elf("x86_64-calls.o"), X86)) {
            assertThat(machine.call("add", 30, 5).finish().value()).isEqualTo(42);
            machine.onCall("printk", call -> call.argument(1) * 2);
            assertThat(machine.call("say", 5).finish().value()).isEqualTo(11);
            assertThat(machine.call("at", 0x12340000, 0).finish().end()).isInstanceOf(MachineEnd.Fault.class);
            List<Long> depths = new ArrayList<>();
            machine.call("depth", 3).until(machine.address("depth")).finish(stop -> depths.add(stop.argument(0)));
            assertThat(depths).startsWith(3L);
        }
    }

    @Test
    void theDeathOfTheChildIsAnAnswer() {
        RequiresUnicorn.check(X86);
        Set<Long> before =
                ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
        try (MachineCode machine = MachineCode.open(SampleBuild.elf("x86_64-calls.o"), X86)) {
            machine.onCall("printk", call -> {
                ProcessHandle.current()
                        .children()
                        .filter(child -> !before.contains(child.pid()))
                        .forEach(ProcessHandle::destroyForcibly);
                return 0;
            });
            assertThat(machine.call("say", 1).finish().end())
                    .isInstanceOfSatisfying(
                            MachineEnd.EngineLost.class,
                            lost -> assertThat(lost.words()).startsWith("the process that ran it died with exit code"));
            assertThat(machine.call("add", 1, 2).finish().end()).isInstanceOf(MachineEnd.EngineLost.class);
        }
    }

    @Test
    void aRunThatTakesTooLongEndsWithItsProcess() {
        RequiresUnicorn.check(X86);
        try (MachineCode machine = MachineCode.open(SampleBuild.elf("x86_64-calls.o"), X86, Duration.ofMillis(500))) {
            long turns = machine.place(new byte[8]);
            assertThat(machine.call("forever", turns).atMost(1L << 60).finish().end())
                    .isEqualTo(new MachineEnd.EngineLost("it took more than 500 ms, and its process was killed"));
        }
    }

    @Test
    void whatACallBackThrowsArrivesAndTheChildIsGivenUp() {
        RequiresUnicorn.check(X86);
        try (MachineCode machine = MachineCode.open(SampleBuild.elf("x86_64-calls.o"), X86)) {
            machine.onCall("printk", call -> {
                throw new IllegalArgumentException("thrown by a call-back");
            });
            assertThatThrownBy(() -> machine.call("say", 1).finish()).hasMessage("thrown by a call-back");
            assertThat(machine.call("add", 1, 2).finish().end()).isInstanceOf(MachineEnd.EngineLost.class);
        }
    }

    @Test
    void randomBytesAsCodeEndInATypeAndNewCodeIsLookedAt() {
        RequiresUnicorn.check(X86);
        Random random = new Random(1);
        try (MachineCode machine = MachineCode.open(SampleBuild.elf("x86_64-calls.o"), X86)) {
            Set<String> ends = new TreeSet<>();
            for (int program = 0; program < 100; program++) {
                byte[] code = new byte[96];
                random.nextBytes(code);
                machine.write(machine.address("act"), code);
                MachineEnd end = machine.call("act", 1, 2).atMost(1000).finish().end();
                assertThat(end.words()).isNotEmpty();
                ends.add(end.getClass().getSimpleName());
            }
            assertThat(ends).hasSizeGreaterThan(1);
        }
    }

    @Test
    void arm64RunsOnTheArtifactThatBringsItsOwnEngine() {
        MachineModel model = MachineModel.find(Archs.ARM64).orElseThrow().inUserSpace();
        UnicornLibrary library = UnicornSource.inArtifact(model)
                .library()
                .orElseThrow(
                        () -> new AssertionError(UnicornSource.inArtifact(model).words()));
        CodeImage image = new CodeImage(SampleBuild.elf("arm64-calls.so"), model);
        try (Engine engine = UnicornEngine.open(library, model)) {
            MachineMemory memory = new MachineMemory(model, image, engine);
            engine.setRegister(model.index(model.arch().register("x0").orElseThrow()), 30);
            engine.setRegister(model.index(model.arch().register("x1").orElseThrow()), 5);
            engine.setRegister(
                    model.index(model.arch().register("lr").orElseThrow()),
                    model.layout().guard());
            Engine.End end =
                    engine.run(image.address("add"), model.layout().guard(), new long[0], 100, new Engine.Events() {
                        @Override
                        public boolean reached(long address) {
                            return true;
                        }

                        @Override
                        public boolean missing(long address, int sizeBytes, boolean write) {
                            return memory.supply(address, sizeBytes);
                        }
                    });
            assertThat(end.kind()).isEqualTo(Engine.Kind.RETURNED);
            assertThat(engine.registers()[0]).isEqualTo(42);
        }
    }

    @Test
    void whatCannotRunSaysWhyInWords() {
        assertThat(MachineCode.availability(Archs.PPC64LE))
                .hasValue("machine code of ppc64le cannot run: Unicorn 2 has no little-endian 64-bit PowerPC");
        RequiresUnicorn.check(X86);
        assertThatThrownBy(() -> MachineCode.open(SampleBuild.elf("arm64-calls.o"), X86))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("is for arm64, not for x86_64");
    }

    private static byte[] words(MachineCode machine, long... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(8 * values.length).order(machine.arch().byteOrder());
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    @ParameterizedTest
    @MethodSource("dev.probeproof.emulator.machine.SampleBuild#names")
    void everySampleReturnsAndMakesAsManyStepsAsItsSourceSays(String name) {
        RequiresUnicorn.check(SampleBuild.arch(name));
        SampleTruth truth = SampleTruth.read();
        SampleBuild build = SampleBuild.read(name);
        try (MachineCode machine = MachineCode.openInProcess(build.elf(), build.arch())) {
            MachineResult result = machine.call("sample_main", SampleTruth.SEED)
                    .until(build.lines().keySet())
                    .finish();
            assertThat(result.end().words()).isEqualTo("it returned");
            byte[] steps = machine.read(machine.address("sample_step"), 8);
            assertThat(ByteBuffer.wrap(steps).order(build.arch().byteOrder()).getLong())
                    .isEqualTo(truth.steps());
            assertThat(result.hits().values()).anyMatch(hits -> hits > 0);
        }
    }
}
