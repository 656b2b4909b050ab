// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.ListenerPair;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.RingBufferMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a program on a context, and looks at what it leaves behind. */
final class ProgramRunner {
    /** Below everything that the heap gives out. */
    static final long CONTEXT = 0xffff_e900_0000_1000L;

    private final KernelState kernel;

    ProgramRunner(KernelState kernel) {
        this.kernel = kernel;
    }

    /**
     * @param context read and, if the type allows it, written by the program
     */
    ProgramRun run(
            LoadedProgram program, byte[] context, @Nullable LinkHandle link, @Nullable ExecutionListener listener) {
        if (kernel.packet() == null) {
            kernel.unpark();
        }
        AddressSpace memory = kernel.kernelMemory();
        Region before = memory.context();
        memory.placeContext(contextOf(program, context));
        kernel.heap().runBegins();
        kernel.takePrinted();
        kernel.world().failedReads().take();
        RunObserver observer = kernel.observer();
        try {
            ExecutionListener seen = observer == null
                    ? listener
                    : ListenerPair.of(listener, observer.begins(program.image(), Optional.ofNullable(link)));
            ExecutionResult result = kernel.engine().run(program.executable(), program.environment(), CONTEXT, 0, seen);
            ExecutionResult judged = named(program, withoutLeftovers(program, result));
            long lost = kernel.printedLost();
            List<UnsetRead> unset = unsetReads(judged);
            ProgramRun run = new ProgramRun(
                    link, program.image().name(), explained(judged, unset), kernel.takePrinted(), lost, unset);
            if (observer != null) {
                observer.ended(run);
            }
            return run;
        } finally {
            kernel.heap().runEnds();
            if (before == null) {
                memory.takeContext();
            } else {
                memory.placeContext(before);
            }
        }
    }

    /** Which of the reads that found nothing were led there by a pointer that nobody set. */
    private List<UnsetRead> unsetReads(ExecutionResult result) {
        List<Long> failed = new ArrayList<>(kernel.world().failedReads().take());
        ExecutionFault fault = result.fault();
        if (fault != null) {
            fault.access().map(MemoryFault::address).ifPresent(failed::add);
        }
        Set<UnsetRead> unset = new LinkedHashSet<>();
        for (long address : failed) {
            kernel.objects().unset(address).ifPresent(pointer -> unset.add(new UnsetRead(address, pointer)));
        }
        return List.copyOf(unset);
    }

    /** A fault at an address that a forgotten pointer led to says so. */
    private static ExecutionResult explained(ExecutionResult result, List<UnsetRead> unset) {
        ExecutionFault fault = result.fault();
        if (fault == null || unset.isEmpty()) {
            return result;
        }
        UnsetRead last = unset.get(unset.size() - 1);
        return fault.access()
                .filter(access -> access.address() == last.address())
                .map(access -> new ExecutionResult(
                        0,
                        result.executedInstructions(),
                        new ExecutionFault(access, "nobody set " + last.pointer()),
                        result.faultSlot()))
                .orElse(result);
    }

    /** A context as memory of the program. */
    static Region contextOf(LoadedProgram program, byte[] context) {
        return new Region(CONTEXT, context, program.model().writesContext(), program.contextName());
    }

    /** Runs a program on a packet, which is its context as well. */
    ProgramRun run(LoadedProgram program, RunPacket packet, @Nullable ExecutionListener listener) {
        kernel.unpark();
        packet.enter(kernel.kernelMemory());
        kernel.packet(packet);
        try {
            return run(program, packet.context(), null, listener);
        } finally {
            kernel.packet(null);
            packet.leave();
        }
    }

    /**
     * Kernels compare the offset of a tracepoint program's load as an unsigned number, so that a negative one passes. What
     * such a load reads there is not known, so it is a fault here, and one that says so.
     */
    private static ExecutionResult named(LoadedProgram program, ExecutionResult result) {
        ExecutionFault fault = result.fault();
        if (fault == null || !isBeforeRecord(program.type(), fault)) {
            return result;
        }
        MemoryFault access = fault.access().orElseThrow();
        ExecutionFault named = new ExecutionFault(
                access,
                CONTEXT - access.address() + " bytes before the " + program.contextName()
                        + "; verifiers let tracepoint programs read there, but nothing of the event is there");
        return new ExecutionResult(0, result.executedInstructions(), named, result.faultSlot());
    }

    /** Whether it is a read as far before the context of a tracepoint program as the offset of a load reaches. */
    private static boolean isBeforeRecord(ProgramType type, ExecutionFault fault) {
        return type == ProgramType.TRACEPOINT
                && fault.access()
                        .filter(access -> !access.isWrite())
                        .filter(access -> access.address() < CONTEXT && access.address() >= CONTEXT + Short.MIN_VALUE)
                        .isPresent();
    }

    /** A program that ends must have given back what it took: the verifier sees to that, so it is a fault here. */
    private ExecutionResult withoutLeftovers(LoadedProgram program, ExecutionResult result) {
        ExecutionFault fault = takeLeftovers(kernel, program);
        return !result.isComplete() || fault == null
                ? result
                : new ExecutionResult(0, result.executedInstructions(), fault, -1);
    }

    /** Gives back what a program that has ended left behind, and says what that was; null if it was nothing. */
    static @Nullable ExecutionFault takeLeftovers(KernelState kernel, LoadedProgram program) {
        boolean locked = !kernel.world().locks().isEmpty();
        kernel.world().locks().clear();
        int records = 0;
        for (EmulatedMap map : program.executable().maps()) {
            records += map instanceof RingBufferMap ring ? ring.discardAbandoned() : 0;
        }
        if (!locked && records == 0) {
            return null;
        }
        String message = locked
                ? "ended while it held a bpf_spin_lock"
                : "ended without submitting or discarding " + records + " reserved ring buffer record"
                        + (records == 1 ? "" : "s");
        return new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, message);
    }
}
