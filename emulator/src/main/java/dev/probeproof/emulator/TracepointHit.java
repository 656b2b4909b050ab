// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.Arguments;
import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.event.RecordTypes;
import dev.probeproof.emulator.event.Signature;
import dev.probeproof.emulator.event.TracepointRecord;
import dev.probeproof.emulator.event.TrampolineContext;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.AttachType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tracepoint that the kernel passes. Raw tracepoints and tp_btf programs get its arguments, tracepoint programs the record
 * that the kernel makes of them, which here is filled in on its own:
 *
 * <pre>{@code
 * TracepointHit exec = kernel.tracepoint("sched:sched_process_exec").argument("p", task.object());
 * exec.text("filename", "/bin/ls").record().set("pid", 42);
 * exec.fire();
 * }</pre>
 */
public final class TracepointHit extends KernelEvent<TracepointHit> {
    private final String category;
    private final String name;
    private final Signature signature;
    private final Arguments arguments;
    private @Nullable TracepointRecord record;

    private TracepointHit(Happenings happenings, String category, String name, Signature signature) {
        super(happenings);
        this.category = category;
        this.name = name;
        this.signature = signature;
        this.arguments = new Arguments(kernel().target(), kernel().objects(), signature);
    }

    static TracepointHit of(Happenings happenings, String event) {
        int colon = Math.max(event.indexOf(':'), event.indexOf('/'));
        String category = colon < 0 ? "" : event.substring(0, colon);
        String name = event.substring(colon + 1);
        // The events of single system calls are made of sys_enter and sys_exit; no type describes them.
        boolean known = category.equals("syscalls")
                || happenings.isAttached(point -> point instanceof AttachPoint.Tracepoint tracepoint
                        && tracepoint.name().equals(name));
        Signature signature = Signature.ofTracepoint(happenings.kernel().target(), name, known);
        return new TracepointHit(happenings, category, name, signature);
    }

    @Override
    TracepointHit self() {
        return this;
    }

    /** What it passes to those who trace it. */
    public TracepointHit argument(String argument, long value) {
        arguments.give(argument, value);
        return this;
    }

    public TracepointHit argument(String argument, KernelObject object) {
        arguments.give(argument, object);
        return this;
    }

    /** @param position from 1 */
    public TracepointHit argument(int position, long value) {
        arguments.give(position, value);
        return this;
    }

    /** @param position from 1 */
    public TracepointHit argument(int position, KernelObject object) {
        arguments.give(position, object);
        return this;
    }

    /** What the kernel's types say of its arguments; empty if they do not know it. */
    public List<Parameter> parameters() {
        return signature.parameters();
    }

    /**
     * The record that tracepoint programs get, to be filled in by its members. What nobody sets holds poison.
     *
     * @throws EventException if the kernel's types do not say which struct it is
     */
    public KernelObject record() {
        return kernel().confinement().within(() -> made().struct());
    }

    /**
     * The record, where types do not say which struct it is.
     *
     * @param struct with or without the word {@code struct}
     */
    public KernelObject record(String struct) {
        return kernel().confinement().within(() -> {
            if (record != null) {
                throw new IllegalStateException("the record of " + this + " is there already: "
                        + record.struct().type());
            }
            return made(struct.startsWith("struct ") ? struct : "struct " + struct)
                    .struct();
        });
    }

    /** Text of the record that lies behind its members, such as the {@code filename} of {@code sched_process_exec}. */
    public TracepointHit text(String field, String text) {
        kernel().confinement().within(() -> made().text(field, text));
        return this;
    }

    /** Bytes of the record that lie behind its members. */
    public TracepointHit data(String field, byte[] bytes) {
        kernel().confinement().within(() -> made().data(field, bytes));
        return this;
    }

    /**
     * Runs what is attached in the order of attachment. All tracepoint programs share the kernel's one probe that makes the
     * record, and so run where the first of them was attached.
     */
    public List<ProgramRun> fire() {
        List<EmulatedLink> events = happenings().at(isEvent());
        List<EmulatedLink> links = new ArrayList<>();
        for (EmulatedLink link : happenings().at(isEvent().or(this::isRaw))) {
            if (!events.contains(link)) {
                links.add(link);
            } else if (link == events.get(0)) {
                links.addAll(events);
            }
        }
        byte[] record = events.isEmpty()
                ? new byte[0]
                : recordOf(((AttachPoint.Tracepoint) events.get(0).point()).category());
        byte[] words = TrampolineContext.of(
                arguments.tracepointWords(), kernel().target().arch().byteOrder());
        return run(
                links,
                new Position(0, kernelCallers()),
                link -> events.contains(link) ? record.clone() : words.clone());
    }

    private byte[] recordOf(String attachedCategory) {
        return kernel().confinement().within(() -> {
            made(attachedCategory).common(task());
            return made().bytes();
        });
    }

    private Predicate<AttachPoint> isEvent() {
        return point -> point instanceof AttachPoint.Tracepoint tracepoint
                && tracepoint.name().equals(name)
                && (category.isEmpty() || tracepoint.category().equals(category));
    }

    private boolean isRaw(AttachPoint point) {
        return point instanceof AttachPoint.RawTracepoint raw && raw.name().equals(name)
                || point instanceof AttachPoint.Traced traced
                        && traced.type() == AttachType.TRACE_RAW_TP
                        && traced.target()
                                .substring(traced.target().indexOf(':') + 1)
                                .equals(name);
    }

    private TracepointRecord made() {
        return made(category);
    }

    /** @param from the category of the event, or the struct itself */
    private TracepointRecord made(String from) {
        TracepointRecord there = record;
        if (there == null) {
            String struct =
                    from.startsWith("struct ") ? from : "struct " + new RecordTypes(kernel().target()).of(from, name);
            there = new TracepointRecord(kernel().objects().object(struct));
            record = there;
        }
        return there;
    }

    @Override
    public String toString() {
        return "tracepoint " + (category.isEmpty() ? "" : category + ":") + name;
    }
}
