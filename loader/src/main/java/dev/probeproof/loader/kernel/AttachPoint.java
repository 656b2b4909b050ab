// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.nio.file.Path;

/** Where a program can be attached. */
public sealed interface AttachPoint {
    /**
     * A kernel function, at its entry plus an offset in bytes, or at its return.
     */
    record Kprobe(String function, long offsetBytes, boolean onReturn) implements AttachPoint {
        @Override
        public String toString() {
            return (onReturn ? "kretprobe:" : "kprobe:") + function + (offsetBytes == 0 ? "" : "+" + offsetBytes);
        }
    }

    /**
     * An instruction of a file.
     *
     * @param fileOffset of the instruction, in bytes from the start of the file
     * @param pid only that process, or -1 for all
     */
    record Uprobe(Path file, long fileOffset, int pid, boolean onReturn) implements AttachPoint {
        @Override
        public String toString() {
            return (onReturn ? "uretprobe:" : "uprobe:") + file + "+0x" + Long.toHexString(fileOffset);
        }
    }

    /** A tracepoint by category and name. */
    record Tracepoint(String category, String name) implements AttachPoint {
        @Override
        public String toString() {
            return "tracepoint:" + category + ":" + name;
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
