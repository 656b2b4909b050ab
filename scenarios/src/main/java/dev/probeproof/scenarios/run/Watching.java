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
import java.util.List;
import java.util.Optional;

/** Looks on while one event happens: what each program fetched, and how it ended. */
final class Watching {
    private final EmulatedKernel kernel;
    private final Attachments attachments;
    private final Optional<Observation> observation;
    /** In the order of the runs. */
    private final List<Started> started = new ArrayList<>();

    /** A run that began. */
    private record Started(LinkHandle link, long at, int cpu, Optional<RunWatch> fetches, Optional<BodyWatch> body) {}

    Watching(EmulatedKernel kernel, Attachments attachments, Optional<Observation> observation) {
        this.kernel = kernel;
        this.attachments = attachments;
        this.observation = observation;
    }

    /** Sees what happens from now on. */
    <E extends KernelEvent<E>> E watch(E event) {
        return event.listeners(this::listener);
    }

    /** A program without a prologue fetches nothing that could be seen. */
    private Optional<ExecutionListener> listener(LinkHandle link) {
        Attachments.Attachment attachment = attachments.of(link);
        Optional<RunWatch> fetches = attachment
                .point()
                .filter(point -> !attachment.instance().instance().prologue().isEmpty())
                .map(point -> new RunWatch(
                        attachment.instance().instance(),
                        point,
                        kernel.kernelMemory(),
                        kernel.userMemory(),
                        kernel.objects()));
        Optional<BodyWatch> body = observation.map(all -> all.watch(attachment.instance(), fetches));
        started.add(new Started(
                link, kernel.world().clock().monotonicNanos(), kernel.world().cpu(), fetches, body));
        return body.isPresent() ? body.map(each -> each) : fetches.map(each -> each);
    }

    List<RunRecord> records(List<ProgramRun> runs) {
        kernel.takeTracePipe();
        List<RunRecord> records = new ArrayList<>();
        int next = 0;
        for (ProgramRun run : runs) {
            LinkHandle link = run.link().orElseThrow();
            Started began = started.get(next++);
            if (began.link() != link) {
                throw new IllegalStateException("a run of " + link + " where one of " + began.link() + " began");
            }
            ExecutionResult result = run.result();
            List<FetchRecord> fetched = began.fetches()
                    .map(watch -> watch.fetched(kernel.target().arch().byteOrder()))
                    .orElse(List.of());
            records.add(new RunRecord(
                    attachments.of(link).program(),
                    link.point().toString(),
                    (int) result.returnValue(),
                    result.executedInstructions(),
                    Optional.ofNullable(result.fault())
                            .map(fault -> "at insn " + result.faultSlot() + ": " + fault.getMessage()),
                    fetched,
                    run.printed(),
                    run.unsetReads().stream().map(UnsetRead::toString).toList(),
                    began.at(),
                    began.cpu(),
                    began.body().map(BodyWatch::helpers).orElse(List.of()),
                    began.body().map(BodyWatch::lost).orElse(0L)));
        }
        return records;
    }
}
