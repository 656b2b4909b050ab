// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplayTest {
    private static final long OBJECT = 0xffff_8880_0000_1000L;

    /** The first byte of what the first argument points to. */
    private static final String FIRST_BYTE = """
            r3 = *(u64 *)(r1 +112)
            r1 = r10
            r1 += -8
            r2 = 1
            call 113
            if r0 != 0 goto +1
            r0 = *(u8 *)(r10 -8)
            exit""";

    /** Adds one to the first byte of the packet and returns it. */
    private static final String COUNT_IN_PACKET = """
            r2 = *(u32 *)(r1 +0)
            r0 = *(u8 *)(r2 +0)
            r0 += 1
            *(u8 *)(r2 +0) = r0
            exit""";

    private final EmulatedKernel kernel =
            EmulatedKernel.builder(Kernels.x86()).withoutVerifier().build();

    @AfterEach
    void close() {
        kernel.close();
    }

    private static ProgramHandle load(EmulatedKernel into, ProgramType type, String text, MapHandle... maps) {
        ProgramImage image = ProgramImage.of("program", type, Assembler.assemble(text), List.of(maps));
        return into.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
    }

    private Replay replay(ProgramType type, String text, MapHandle... maps) {
        return kernel.replay(load(kernel, type, text, maps));
    }

    private static KprobeEvent event(long address, int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return KprobeEvent.at(
                "vfs_read",
                PtRegs.zero(Archs.X86_64).with("di", address),
                new MemoryImage(List.of(new MemoryImage.Extent(address, Bytes.wrap(content, "object"), "object"))));
    }

    private static KprobeEvent eventOn(int cpu) {
        KprobeEvent event = event(OBJECT, 7);
        return new KprobeEvent(
                event.function(), event.onReturn(), event.registers(), event.memory(), event.task(), cpu);
    }

    private static TestRun.Input packet(int firstByte) {
        byte[] bytes = new byte[64];
        bytes[0] = (byte) firstByte;
        return new TestRun.Input(Bytes.wrap(bytes, "packet"), Bytes.wrap(new byte[0], "none"));
    }

    @Test
    void countsOnTheCpuOfEachEventInAPerCpuArray() {
        String counts = """
                *(u32 *)(r10 -4) = 1
                r1 = map[idx:0]
                r2 = r10
                r2 += -4
                call bpf_map_lookup_elem
                if r0 == 0 goto +4
                r6 = r0
                r0 = *(u64 *)(r6 +0)
                r0 += 1
                *(u64 *)(r6 +0) = r0
                exit""";
        List<String> seen = new ArrayList<>();
        for (EngineChoice engine : EngineChoice.values()) {
            for (int entries : new int[] {2, 1 << 20}) {
                try (EmulatedKernel own = EmulatedKernel.builder(Kernels.x86())
                        .engine(engine)
                        .possibleCpus(3)
                        .build()) {
                    MapHandle map = own.createMap(MapSpec.of("counts", MapType.PERCPU_ARRAY, 4, 8, entries));
                    byte[] start = new byte[24];
                    start[0] = 10;
                    start[16] = 50;
                    map.update(new byte[] {1, 0, 0, 0}, start, MapHandle.ANY);
                    ProgramHandle program = load(own, ProgramType.KPROBE, counts, map);
                    List<Long> results = new ArrayList<>();
                    try (Replay replay = own.replay(program)) {
                        for (int cpu : new int[] {2, 0, 1, 2, 2}) {
                            results.add(replay.run(replay.input(eventOn(cpu))));
                        }
                    }
                    seen.add(results + " "
                            + Arrays.toString(
                                    map.lookup(new byte[] {1, 0, 0, 0}).orElseThrow())
                            + Arrays.toString(
                                    map.lookup(new byte[] {0, 0, 0, 0}).orElseThrow()));
                }
            }
        }

        assertThat(seen).containsOnly(seen.get(0));
        assertThat(seen.get(0))
                .startsWith("[51, 11, 1, 52, 53] [11, 0, 0, 0, 0, 0, 0, 0, 1, 0, ")
                .endsWith("[" + "0, ".repeat(23) + "0]");
    }

    @Test
    void showsEveryStepOfARunThatWasASurprise() {
        try (Replay replay = replay(ProgramType.KPROBE, FIRST_BYTE)) {
            ReplayInput input = replay.input(event(OBJECT, 7));
            for (int i = 0; i < 2000; i++) {
                replay.run(input);
            }
            long compiled = replay.executedInstructions();
            List<Integer> slots = new ArrayList<>();
            List<Long> helpers = new ArrayList<>();
            ExecutionListener listener = new ExecutionListener() {
                @Override
                public void instruction(int slot, long[] registers) {
                    slots.add(slot);
                }

                @Override
                public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
                    helpers.add(result);
                }
            };

            assertThat(replay.run(input, listener)).isEqualTo(7);
            assertThat(slots).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(helpers).containsExactly(0L);
            assertThat(replay.executedInstructions()).isEqualTo(compiled);
            assertThat(replay.run(input)).as("without one again").isEqualTo(7);
            assertThat(slots).hasSize(8);
        }
    }

    @Test
    void givesWhatASingleRunGivesAsOftenAsAsked() {
        ProgramHandle program = load(kernel, ProgramType.KPROBE, FIRST_BYTE);
        ExecutionResult single = kernel.run(program, event(OBJECT, 7), null).result();

        try (Replay replay = kernel.replay(program)) {
            ReplayInput input = replay.input(event(OBJECT, 7));
            for (int round = 0; round < 3; round++) {
                assertThat(replay.run(input)).isEqualTo(7);
                assertThat(replay.executedInstructions()).isEqualTo(single.executedInstructions());
                assertThat(replay.result()).isEqualTo(single);
            }
        }
    }

    @Test
    void showsEachRunTheMemoryOfItsOwnInput() {
        try (Replay replay = replay(ProgramType.KPROBE, FIRST_BYTE)) {
            ReplayInput here = replay.input(event(OBJECT, 1));
            ReplayInput sameAddress = replay.input(event(OBJECT, 2));
            ReplayInput elsewhere = replay.input(event(OBJECT + 0x10000, 3));
            ReplayInput nowhere = replay.input(
                    KprobeEvent.at("vfs_read", PtRegs.zero(Archs.X86_64).with("di", OBJECT), MemoryImage.EMPTY));

            assertThat(replay.run(here)).isEqualTo(1);
            assertThat(replay.run(sameAddress)).isEqualTo(2);
            assertThat(replay.run(elsewhere)).isEqualTo(3);
            assertThat(replay.run(nowhere)).isEqualTo(-14);
            assertThat(replay.run(here)).isEqualTo(1);
            assertThat(kernel.kernelMemory().find(OBJECT, 1)).isNull();
        }
    }

    @Test
    void refusesMemoryWhereTheKernelHasItsOwn() {
        MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 8, 1));
        map.update(new byte[4], new byte[8], MapHandle.ANY);
        long value = kernel.kernelMemory().regions().stream()
                .filter(region -> region.name().startsWith("value"))
                .findFirst()
                .orElseThrow()
                .base();

        try (Replay replay = replay(ProgramType.KPROBE, FIRST_BYTE)) {
            ReplayInput onAMapValue = replay.input(event(value, 1));

            assertThatThrownBy(() -> replay.run(onAMapValue))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlaps value of map 'values'");
            assertThat(replay.run(replay.input(event(OBJECT, 4)))).isEqualTo(4);
        }
    }

    @Test
    void keepsWhatProgramsPutIntoMaps() {
        MapHandle counter = kernel.createMap(MapSpec.of("counter", MapType.ARRAY, 4, 8, 1));
        String count = "r1 = map[idx:0][0]+0\nr0 = *(u64 *)(r1 +0)\nr0 += 1\n*(u64 *)(r1 +0) = r0\nexit";
        try (Replay replay = replay(ProgramType.KPROBE, count, counter)) {
            ReplayInput input = replay.input(event(OBJECT, 0));

            assertThat(replay.run(input)).isEqualTo(1);
            assertThat(replay.run(input)).isEqualTo(2);
        }
        assertThat(counter.lookup(new byte[4]).orElseThrow()[0]).isEqualTo((byte) 2);
    }

    @Test
    void beginsEachRunWithThePacketAsItWas() {
        try (Replay replay = replay(ProgramType.XDP, COUNT_IN_PACKET)) {
            ReplayInput ten = replay.input(packet(10));
            ReplayInput twenty = replay.input(packet(20));

            assertThat(replay.run(ten)).isEqualTo(11);
            assertThat(replay.run(ten)).isEqualTo(11);
            assertThat(replay.packet()[0]).isEqualTo((byte) 11);
            assertThat(replay.run(twenty)).isEqualTo(21);
            assertThat(replay.run(ten)).isEqualTo(11);
        }
    }

    @Test
    void beginsEachRunWithThePacketAsItWasBeforeAHelperMovedIt() {
        String shorten = """
                r6 = r1
                r2 = 14
                call 44
                r2 = *(u32 *)(r6 +0)
                r3 = *(u32 *)(r6 +4)
                r0 = r3
                r0 -= r2
                exit""";
        try (Replay replay = replay(ProgramType.XDP, shorten)) {
            ReplayInput input = replay.input(packet(1));

            assertThat(replay.run(input)).isEqualTo(50);
            assertThat(replay.run(input)).isEqualTo(50);
            assertThat(replay.packet()).hasSize(50);
        }
    }

    @Test
    void beginsEachRunWithTheContextAsItWas() {
        String count = "r0 = *(u32 *)(r1 +48)\nr0 += 1\n*(u32 *)(r1 +48) = r0\nexit";
        try (Replay replay = replay(ProgramType.SOCKET_FILTER, count)) {
            ReplayInput input = replay.input(packet(1));

            assertThat(replay.run(input)).isEqualTo(1);
            assertThat(replay.run(input)).isEqualTo(1);
        }
    }

    @Test
    void takesTheContextsOfTypesThatNoKernelCanTestRun() {
        TestRun.Input record = new TestRun.Input(
                Bytes.wrap(new byte[0], "none"), Bytes.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 5}, "record"));
        for (ProgramType type : List.of(ProgramType.TRACEPOINT, ProgramType.PERF_EVENT, ProgramType.RAW_TRACEPOINT)) {
            try (Replay replay = replay(type, "r0 = *(u8 *)(r1 +8)\nexit")) {
                assertThat(replay.run(replay.input(record))).isEqualTo(5);
            }
        }
    }

    @Test
    void tellsWhereAFaultWasAndGoesOn() {
        String text = "r2 = *(u64 *)(r1 +112)\nr0 = *(u8 *)(r2 +0)\nexit";
        try (Replay replay = replay(ProgramType.KPROBE, text)) {
            ReplayInput bad = replay.input(
                    KprobeEvent.at("vfs_read", PtRegs.zero(Archs.X86_64).with("di", 8), MemoryImage.EMPTY));
            ReplayInput good = replay.input(event(OBJECT, 6));

            assertThatThrownBy(() -> replay.run(bad))
                    .isInstanceOf(ExecutionFault.class)
                    .hasMessage("read of 1 bytes at 0x8: nothing is mapped there");
            assertThat(replay.result().faultSlot()).isEqualTo(1);
            assertThat(replay.result().executedInstructions()).isEqualTo(2);
            assertThat(replay.run(good)).isEqualTo(6);
            assertThat(replay.result().isComplete()).isTrue();
        }
    }

    @Test
    void faultsWhenAProgramLeavesARecordBehind() {
        MapHandle ring = kernel.createMap(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096));
        String leave = "r1 = map[idx:0]\nr2 = 8\nr3 = 0\ncall 131\nr0 = 3\nexit";
        try (Replay replay = replay(ProgramType.KPROBE, leave, ring)) {
            ReplayInput input = replay.input(event(OBJECT, 0));

            for (int round = 0; round < 2; round++) {
                assertThatThrownBy(() -> replay.run(input))
                        .hasMessage("ended without submitting or discarding 1 reserved ring buffer record");
                assertThat(replay.result().faultSlot()).isEqualTo(-1);
                assertThat(replay.result().returnValue()).isZero();
            }
        }
    }

    @Test
    void happensOnTheCpuOfTheEventAndLeavesTheWorldAsItWas() {
        kernel.world().runOn(1);
        try (Replay replay = replay(ProgramType.KPROBE, "call 8\nexit")) {
            ReplayInput input = replay.input(
                    new KprobeEvent("vfs_read", false, PtRegs.zero(Archs.X86_64), MemoryImage.EMPTY, Task.DEFAULT, 3));

            assertThat(replay.run(input)).isEqualTo(3);
            assertThat(kernel.world().cpu()).isEqualTo(1);
            assertThatThrownBy(() -> replay.input(new KprobeEvent(
                            "vfs_read", false, PtRegs.zero(Archs.X86_64), MemoryImage.EMPTY, Task.DEFAULT, 4)))
                    .hasMessage("no CPU 4; there are 4");
        }
    }

    @Test
    void keepsTheLinesOfTheLastRunOnly() {
        String print = """
                *(u64 *)(r10 -8) = 0x6968
                r1 = r10
                r1 += -8
                r2 = 3
                call 6
                exit""";
        try (Replay replay = replay(ProgramType.KPROBE, print)) {
            ReplayInput input = replay.input(event(OBJECT, 0));
            replay.run(input);
            replay.run(input);

            assertThat(replay.printed()).hasSize(1).first().asString().contains("hi");
            assertThat(kernel.takeTracePipe()).hasSize(2);
        }
    }

    @Test
    void leavesTheKernelUsableBetweenRuns() {
        ProgramHandle program = load(kernel, ProgramType.XDP, COUNT_IN_PACKET);
        ProgramHandle kprobe = load(kernel, ProgramType.KPROBE, FIRST_BYTE);
        try (Replay packets = kernel.replay(program);
                Replay events = kernel.replay(kprobe)) {
            ReplayInput packet = packets.input(packet(10));
            ReplayInput event = events.input(event(OBJECT, 9));

            assertThat(packets.run(packet)).isEqualTo(11);
            assertThat(kernel.testRun(program, packet(30)).returnValue()).isEqualTo(31);
            assertThat(packets.run(packet)).isEqualTo(11);
            assertThat(events.run(event)).isEqualTo(9);
            assertThat(kernel.run(kprobe, event(OBJECT, 8), null).result().returnValue())
                    .isEqualTo(8);
            assertThat(packets.run(packet)).isEqualTo(11);
        }
        assertThat(kernel.kernelMemory().regions()).isEmpty();
    }

    @Test
    void keepsTheKernelToItsThreadUntilItIsClosed() throws InterruptedException {
        Replay replay = replay(ProgramType.KPROBE, "r0 = 0\nexit");
        ReplayInput input = replay.input(event(OBJECT, 0));

        assertThatThrownBy(() -> inAnotherThread(() -> kernel.takeTracePipe().size()))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> inAnotherThread(() -> (int) replay.run(input)))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("uses a replay of thread");
        replay.close();
        replay.close();

        assertThat(CompletableFuture.supplyAsync(() -> kernel.takeTracePipe().size()))
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(0);
        assertThatThrownBy(() -> replay.run(input)).hasMessage("replay of program 'program' is closed");
    }

    private static int inAnotherThread(IntSupplier action) throws ExecutionException, InterruptedException {
        return CompletableFuture.supplyAsync(action::getAsInt).get();
    }

    @Test
    void sharesInputsBetweenKernelsOfOneTarget() {
        try (EmulatedKernel other = EmulatedKernel.on(Kernels.x86());
                Replay here = replay(ProgramType.KPROBE, FIRST_BYTE);
                Replay there = other.replay(load(other, ProgramType.KPROBE, FIRST_BYTE))) {
            ReplayInput input = here.input(event(OBJECT, 5));

            assertThat(there.run(input)).isEqualTo(5);
            assertThat(here.run(input)).isEqualTo(5);
        }
    }

    @Test
    void refusesAnInputForAnotherType() {
        try (Replay kprobe = replay(ProgramType.KPROBE, "r0 = 0\nexit");
                Replay xdp = replay(ProgramType.XDP, "r0 = 0\nexit")) {
            ReplayInput input = xdp.input(packet(1));

            assertThatThrownBy(() -> kprobe.run(input))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an input for programs of type xdp, and program is of type kprobe");
        }
    }
}
