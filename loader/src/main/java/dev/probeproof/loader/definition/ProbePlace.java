// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/**
 * Which code a probe is at. Of a function that the compiler copied, inlined ones included, all copies are meant. Columns are
 * those of the definition, from 1.
 */
public sealed interface ProbePlace {
    /** {@link Function#line} of a place that names none. */
    int NO_LINE = -1;

    int column();

    /** As it is written in a definition. */
    @Override
    String toString();

    /**
     * {@code NAME[@FILE][+OFFSET|:LINE]}: a function, or a place inside.
     *
     * @param name of a function; a glob if it has one of {@code * ? [}
     * @param file the source file it is in, by the end of its path; empty if any will do
     * @param offset bytes from the first instruction
     * @param line counted from that of the function's declaration, which is 0; or {@link #NO_LINE}
     */
    record Function(String name, String file, long offset, int line, int column) implements ProbePlace {
        /** The name stands for all functions that match. */
        public boolean isGlob() {
            return isGlob(name);
        }

        /** Whether a name stands for all functions that match it. */
        public static boolean isGlob(String name) {
            return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
        }

        /** The first instruction (or, with {@code %return}, behind the last): where calling conventions hold. */
        public boolean isWhole() {
            return offset == 0 && line == NO_LINE;
        }

        @Override
        public String toString() {
            return name
                    + (file.isEmpty() ? "" : "@" + file)
                    + (offset == 0 ? "" : "+0x" + Long.toHexString(offset))
                    + (line == NO_LINE ? "" : ":" + line);
        }
    }

    /**
     * {@code FILE:LINE}: every place that the line was compiled to.
     *
     * @param file by the end of its path
     * @param line from 1
     */
    record SourceLine(String file, int line, int column) implements ProbePlace {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** {@code 0xADDRESS}: an instruction, by its address in the kernel or in the file. */
    record Address(long address, int column) implements ProbePlace {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(address);
        }
    }

    /**
     * {@code FUNC;PATTERN} and {@code FILE;PATTERN} of perf: every line whose text matches, blanks aside.
     *
     * @param function empty for the whole file
     * @param file by the end of its path; empty for the one that the function is in
     * @param pattern of the whole line, with {@code *}, {@code ?} and {@code [a-z]}
     */
    record SourcePattern(String function, String file, String pattern, int column) implements ProbePlace {
        @Override
        public String toString() {
            return (function.isEmpty() ? file : function + (file.isEmpty() ? "" : "@" + file)) + ";" + pattern;
        }
    }

    /**
     * {@code PATH:OFFSET} of the kernel's {@code uprobe_events}: an instruction by its place in the file that the definition's
     * target names.
     *
     * @param offset bytes from the start of the file
     */
    record FileOffset(long offset, int column) implements ProbePlace {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(offset);
        }
    }
}
