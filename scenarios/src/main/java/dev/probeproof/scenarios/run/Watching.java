// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.KernelEvent;
import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.UnsetRead;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.scenarios.model.FetchRecord;
import dev.probeproof.scenarios.model.RunRecord;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks on while one event happens: what each program fetched, and how it ended. */
final class Watching {
    private final EmulatedKernel kernel;
    private final Attachments attachments;
    private final Map<LinkHandle, RunWatch> watches = new IdentityHashMap<>();

    Watching(EmulatedKernel kernel, Attachments attachments) {
        this.kernel = kernel;
        this.attachments = attachments;
    }

    /** Sees what happens from now on. */
    <E extends KernelEvent<E>> E watch(E event) {
        return event.listeners(this::listener);
    }

    /** A program without a prologue fetches nothing that could be seen. */
    private Optional<ExecutionListener> listener(LinkHandle link) {
        Attachments.Attachment attachment = attachments.of(link);
        if (attachment.point().isEmpty()
                || attachment.instance().instance().prologue().size() == 0) {
            return Optional.empty();
        }
        RunWatch watch = new RunWatch(
                attachment.instance().instance(),
                attachment.point().get(),
                kernel.kernelMemory(),
                kernel.userMemory(),
                kernel.objects());
        watches.put(link, watch);
        return Optional.of(watch);
    }

    List<RunRecord> records(List<ProgramRun> runs) {
        kernel.takeTracePipe();
        List<RunRecord> records = new ArrayList<>();
        for (ProgramRun run : runs) {
            LinkHandle link = run.link().orElseThrow();
            RunWatch watch = watches.get(link);
            ExecutionResult result = run.result();
            List<FetchRecord> fetched = watch == null
                    ? List.of()
                    : watch.fetched(kernel.target().arch().byteOrder());
            records.add(new RunRecord(
                    attachments.of(link).program(),
                    link.point().toString(),
                    (int) result.returnValue(),
                    result.executedInstructions(),
                    Optional.ofNullable(result.fault())
                            .map(fault -> "at insn " + result.faultSlot() + ": " + fault.getMessage()),
                    fetched,
                    run.printed(),
                    run.unsetReads().stream().map(UnsetRead::toString).toList()));
        }
        return records;
    }
}
