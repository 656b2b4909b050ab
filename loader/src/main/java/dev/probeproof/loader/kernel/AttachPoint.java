// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.uapi.AttachType;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a program can be attached. */
public sealed interface AttachPoint {
    /**
     * A kernel function, at its entry plus an offset in bytes, or at its return.
     */
    record Kprobe(String function, long offsetBytes, boolean onReturn) implements AttachPoint {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Kprobe that
                    && function.equals(that.function)
                    && offsetBytes == that.offsetBytes
                    && onReturn == that.onReturn;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * function.hashCode() + Long.hashCode(offsetBytes)) + Boolean.hashCode(onReturn);
        }
        /** The event that runs what is attached here, on CPU 0. */
        public KprobeEvent fires(PtRegs registers, MemoryImage memory, Task task) {
            return new KprobeEvent(place(), onReturn, registers, memory, task, 0);
        }

        /** How a {@link KprobeEvent} names this place: the function, with its offset in bytes unless that is 0. */
        public String place() {
            return function + (offsetBytes == 0 ? "" : "+" + offsetBytes);
        }

        @Override
        public String toString() {
            return (onReturn ? "kretprobe:" : "kprobe:") + place();
        }
    }

    /**
     * An instruction of a file.
     *
     * @param fileOffset of the instruction, in bytes from the start of the file
     * @param pid only that process, or -1 for all
     */
    record Uprobe(Path file, long fileOffset, int pid, boolean onReturn) implements AttachPoint {
        /** The event that runs what is attached here, on CPU 0. */
        public KprobeEvent fires(PtRegs registers, MemoryImage memory, Task task) {
            return new KprobeEvent(place(), onReturn, registers, memory, task, 0);
        }

        /** How a {@link KprobeEvent} names this place: the file and, in hex, the offset in it. */
        public String place() {
            return file + "+0x" + Long.toHexString(fileOffset);
        }

        @Override
        public String toString() {
            return (onReturn ? "uretprobe:" : "uprobe:") + place();
        }
    }

    /** A tracepoint by category and name. */
    record Tracepoint(String category, String name) implements AttachPoint {
        @Override
        public String toString() {
            return "tracepoint:" + category + ":" + name;
        }
    }

    /**
     * What a BTF-typed program was loaded for: such a program knows its target, and is attached nowhere else.
     *
     * @param type how: {@link AttachType#TRACE_FENTRY}, {@link AttachType#TRACE_RAW_TP} …
     * @param target the function or tracepoint, of a module as {@code module:function}
     */
    record Traced(AttachType type, String target) implements AttachPoint {
        @Override
        public String toString() {
            return switch (type) {
                        case TRACE_FENTRY -> "fentry:";
                        case TRACE_FEXIT -> "fexit:";
                        case MODIFY_RETURN -> "fmod_ret:";
                        case TRACE_RAW_TP -> "tp_btf:";
                        default -> type + ":";
                    }
                    + target;
        }
    }

    /**
     * Samples of a perf event.
     *
     * @param type {@code PERF_TYPE_*}: 0 for what the CPU counts, 1 for what the kernel counts
     * @param config which event of that type
     * @param every so many of them there is a sample, or so many samples a second
     * @param isFrequency what {@code every} is
     * @param pid only that process, or -1 for all
     * @param cpu only on that CPU, or -1 for all
     */
    record PerfEvent(int type, long config, long every, boolean isFrequency, int pid, int cpu) implements AttachPoint {
        /** Samples by the kernel's clock on all CPUs, so many a second: what profilers ask for. */
        public static PerfEvent profile(long samplesPerSecond) {
            return new PerfEvent(1, 0, samplesPerSecond, true, -1, -1);
        }

        @Override
        public String toString() {
            return "perf_event:" + type + ":" + config + (isFrequency ? " at " + every + " Hz" : " every " + every);
        }
    }

    /** A raw tracepoint by name. */
    record RawTracepoint(String name) implements AttachPoint {
        @Override
        public String toString() {
            return "rawtracepoint:" + name;
        }
    }
}
