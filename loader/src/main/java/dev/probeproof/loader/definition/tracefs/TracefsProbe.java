// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a trace event.
 *
 * @param text as written
 * @param onReturn at the return of the function
 * @param maxActive returns that can be awaited at once; null if not said
 * @param group null for the kind's default
 * @param event null for an automatic name
 * @param headColumn where the group or event is written, from 1
 * @param filter of an event probe, without its {@code if}; null for none
 */
public record TracefsProbe(
        String text,
        Kind kind,
        boolean onReturn,
        @Nullable Integer maxActive,
        @Nullable String group,
        @Nullable String event,
        int headColumn,
        TracefsPlace place,
        List<TracefsArgument> arguments,
        @Nullable String filter) {

    /** What a trace event is made of. */
    public enum Kind {
        /** {@code p} and {@code r}: any instruction of the kernel, or the return of a function of it. */
        KPROBE("kprobes"),
        /** {@code p} and {@code r} with a path: any instruction of a user program, or the return of a function of it. */
        UPROBE("uprobes"),
        /** {@code f}: entry or return of a function of the kernel. */
        FPROBE("fprobes"),
        /** {@code t}: a tracepoint. */
        TRACEPOINT("tracepoints"),
        /** {@code e}: another event. */
        EVENT("eprobes");

        private final String defaultGroup;

        Kind(String defaultGroup) {
            this.defaultGroup = defaultGroup;
        }

        /** The group of events for which none is said. */
        public String defaultGroup() {
            return defaultGroup;
        }
    }

    public TracefsProbe {
        arguments = List.copyOf(arguments);
    }

    /** The group that the event belongs to. */
    public String groupName() {
        return group == null ? kind.defaultGroup() : group;
    }

    /** The name of the event; an automatic one as the kernel makes it. */
    public String eventName() {
        return event != null ? event : TracefsNames.automatic(this);
    }

    /** The definition in the kernel's words, in one normal form. */
    public String print() {
        return TracefsPrinter.print(this);
    }

    /**
     * Whether the kernel takes this as one more place of an existing event, as it does since 5.4: same kind, and arguments of
     * the same names, types and array lengths.
     */
    public boolean canBeAppendedTo(TracefsProbe existing) {
        return TracefsNames.sameEvent(this, existing);
    }

    @Override
    public String toString() {
        return text;
    }
}
