// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.PlausibleProgram;
import dev.probeproof.loader.testing.PlausiblePrograms;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the verifier accepts, the interpreter runs without a fault: whatever the registers, the context, the maps hold.
 * {@code -Daccepted.programs=100000} asks for more programs, {@code -Daccepted.seed} for others.
 */
class AcceptedProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("accepted.programs", 2_000);
    private static final int FIRST_SEED = Integer.getInteger("accepted.seed", 1_000_000);
    private static final int RUNS = 3;
    private static final int KERNEL_LIFE = 500;

    @Test
    void neverFault() {
        int run = 0;
        int beforeRecord = 0;
        for (int first = FIRST_SEED; first < FIRST_SEED + PROGRAMS; first += KERNEL_LIFE) {
            int end = Math.min(first + KERNEL_LIFE, FIRST_SEED + PROGRAMS);
            try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.x86())) {
                List<MapHandle> maps = PlausibleProgram.maps(kernel);
                fillOuter(kernel, maps);
                for (long seed = first; seed < end; seed++) {
                    PlausibleProgram program = PlausiblePrograms.of(seed);
                    List<ExecutionFault> faults = new ArrayList<>();
                    run += runIfAccepted(kernel, maps, program, faults);
                    if (faults.removeIf(fault -> readsBeforeRecord(program, fault))) {
                        beforeRecord++;
                    }
                    assertThat(faults)
                            .as(() -> "seed " + program.seed() + ", " + program.type() + "\n" + program.instructions())
                            .isEmpty();
                }
            }
        }
        assertThat(run).as("programs that were accepted and run").isGreaterThan(PROGRAMS / 5);
        assertThat(beforeRecord)
                .as("programs that read before a tracepoint's record, as kernels allow")
                .isLessThanOrEqualTo(1 + PROGRAMS / 1_000);
    }

    /** Whether it is a load of a tracepoint's context at a negative offset: the one fault that kernels let pass. */
    private static boolean readsBeforeRecord(PlausibleProgram program, ExecutionFault fault) {
        if (program.type() != ProgramType.TRACEPOINT || fault.access().isEmpty()) {
            return false;
        }
        MemoryFault access = fault.access().orElseThrow();
        long offset = access.address() - ProgramRunner.CONTEXT;
        return !access.isWrite()
                && offset < 0
                && program.instructions().asList().stream()
                        .anyMatch(load -> load.instructionClass() == Opcode.LDX && load.off() == offset);
    }

    static void fillOuter(EmulatedKernel kernel, List<MapHandle> maps) {
        MapHandle outer = maps.get(maps.size() - 1);
        outer.update(new byte[4], kernel.createMap(outer.spec().inner()));
    }

    /** Runs it some times, if the verifier takes it: then 1. */
    static int runIfAccepted(
            EmulatedKernel kernel, List<MapHandle> maps, PlausibleProgram program, List<ExecutionFault> faults) {
        if (!(program.load(kernel, maps, VerifierLogLevel.ON_REJECTION)
                instanceof ProgramLoadResult.Accepted accepted)) {
            return 0;
        }
        Random random = new Random(program.seed());
        for (int i = 0; i < RUNS; i++) {
            ExecutionFault fault = runsOnPacket(program.type())
                    ? runOnPacket(kernel, accepted, random)
                    : runOnEvent(kernel, accepted, random);
            if (fault != null) {
                faults.add(fault);
            }
        }
        accepted.program().close();
        return 1;
    }

    private static boolean runsOnPacket(ProgramType type) {
        return type == ProgramType.XDP || type == ProgramType.SCHED_CLS;
    }

    private static @Nullable ExecutionFault runOnPacket(
            EmulatedKernel kernel, ProgramLoadResult.Accepted accepted, Random random) {
        byte[] packet = new byte[14 + random.nextInt(100)];
        random.nextBytes(packet);
        try {
            kernel.testRun(
                    accepted.program(),
                    new TestRun.Input(Bytes.wrap(packet, "packet"), Bytes.wrap(new byte[0], "context")));
            return null;
        } catch (ExecutionFault fault) {
            return fault;
        }
    }

    // The link is there to be closed: the event finds the program by it.
    @SuppressWarnings("try")
    private static @Nullable ExecutionFault runOnEvent(
            EmulatedKernel kernel, ProgramLoadResult.Accepted accepted, Random random) {
        AttachPoint point = switch (accepted.program().image().type()) {
            case KPROBE -> new AttachPoint.Kprobe("function", 0, false);
            case TRACEPOINT -> new AttachPoint.Tracepoint("group", "event");
            default -> new AttachPoint.RawTracepoint("event");
        };
        try (var link = kernel.attach(accepted.program(), point)) {
            List<ProgramRun> runs;
            if (point instanceof AttachPoint.Kprobe) {
                PtRegs registers = PtRegs.zero(kernel.target().arch());
                for (var register : kernel.target().arch().registers()) {
                    registers = registers.with(register.name(), interesting(random));
                }
                runs = kernel.deliver(KprobeEvent.at("function", registers, MemoryImage.EMPTY));
            } else {
                byte[] context = new byte[point instanceof AttachPoint.RawTracepoint ? 96 : 8192];
                random.nextBytes(context);
                runs = kernel.deliver(point, Bytes.wrap(context, "context"));
            }
            return runs.get(0).result().fault();
        }
    }

    private static long interesting(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(64);
            case 1 -> -random.nextInt(64);
            case 2 -> 1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }
}
