// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import org.jspecify.annotations.Nullable;

/** Where a {@link TracefsProbe} is. Columns are those of the command, from 1. */
public sealed interface TracefsPlace {
    int column();

    /**
     * {@code [MOD:]SYM[+offset]}, and for function probes the name of the function.
     *
     * @param module null for the kernel itself
     * @param offset bytes, not negative
     */
    record Symbol(@Nullable String module, String name, long offset, int column) implements TracefsPlace {
        /** Bytes of a landing pad ({@code endbr64}, {@code bti}), behind which a function begins for the kernel, too. */
        private static final int LANDING_PAD = 4;

        /** The function's entry, or what is one if the function begins with a landing pad. */
        boolean mayBeEntry() {
            return offset == 0 || offset == LANDING_PAD;
        }

        @Override
        public String toString() {
            return (module == null ? "" : module + ":") + name + (offset == 0 ? "" : "+" + offset);
        }
    }

    /** An address of the kernel. */
    record Address(long address, int column) implements TracefsPlace {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(address);
        }
    }

    /**
     * {@code PATH:OFFSET[(REFCTR)]}.
     *
     * @param offset bytes from the start of the file
     * @param counterOffset where in the file the counter lies that is to be raised while the probe is on; null for none
     */
    record FileOffset(String path, long offset, @Nullable Long counterOffset, int column) implements TracefsPlace {
        @Override
        public String toString() {
            return path + ":0x" + Long.toHexString(offset);
        }
    }

    /** A tracepoint by its own name, without that of its event system. */
    record Tracepoint(String name, int column) implements TracefsPlace {
        @Override
        public String toString() {
            return name;
        }
    }

    /** An event that exists already. */
    record AttachedEvent(String group, String event, int column) implements TracefsPlace {
        @Override
        public String toString() {
            return group + "." + event;
        }
    }
}
