// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.loader.kernel.LinkHandle;
import org.jspecify.annotations.Nullable;

/** Runs a program on a context, and looks at what it leaves behind. */
final class ProgramRunner {
    /** Below everything that the heap gives out. */
    private static final long CONTEXT = 0xffff_e900_0000_1000L;

    private final KernelState kernel;

    ProgramRunner(KernelState kernel) {
        this.kernel = kernel;
    }

    /**
     * @param context read and, if the type allows it, written by the program
     */
    ProgramRun run(
            LoadedProgram program, byte[] context, @Nullable LinkHandle link, @Nullable ExecutionListener listener) {
        String name = "context of program '" + program.image().name() + "'";
        Region region = new Region(CONTEXT, context, program.model().writesContext(), name);
        kernel.kernelMemory().map(region);
        kernel.heap().runBegins();
        kernel.takePrinted();
        try {
            ExecutionResult result =
                    kernel.engine().run(program.executable(), program.environment(), CONTEXT, 0, listener);
            ExecutionResult judged = withoutLeftovers(program, result);
            long lost = kernel.printedLost();
            return new ProgramRun(link, program.image().name(), judged, kernel.takePrinted(), lost);
        } finally {
            kernel.heap().runEnds();
            kernel.kernelMemory().unmap(region);
        }
    }

    /** Runs a program on a packet, which is its context as well. */
    ProgramRun run(LoadedProgram program, RunPacket packet) {
        packet.enter(kernel.kernelMemory());
        kernel.packet(packet);
        try {
            return run(program, packet.context(), null, null);
        } finally {
            kernel.packet(null);
            packet.leave();
        }
    }

    /** A program that ends must have given back what it took: the verifier sees to that, so it is a fault here. */
    private ExecutionResult withoutLeftovers(LoadedProgram program, ExecutionResult result) {
        boolean locked = !kernel.world().locks().isEmpty();
        kernel.world().locks().clear();
        int records = 0;
        for (EmulatedMap map : program.executable().maps()) {
            records += map instanceof RingBufferMap ring ? ring.discardAbandoned() : 0;
        }
        if (!result.isComplete() || !locked && records == 0) {
            return result;
        }
        String message = locked
                ? "ended while it held a bpf_spin_lock"
                : "ended without submitting or discarding " + records + " reserved ring buffer record"
                        + (records == 1 ? "" : "s");
        ExecutionFault fault = new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, message);
        return new ExecutionResult(0, result.executedInstructions(), fault, -1);
    }
}
