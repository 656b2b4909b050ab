// SPDX-License-Identifier: MIT
package dev.probeproof.loader.bytes;

import dev.probeproof.loader.error.ProbeproofException;

/** A file does not hold what its format promises: which file, which part of it, at which byte, and what is wrong. */
public final class CorruptObjectException extends ProbeproofException {
    private final String source;
    private final String section;
    private final long offset;

    /**
     * @param source the file or other origin of the bytes
     * @param section the part of it, such as {@code .BTF} or {@code ELF header}
     * @param offset byte offset inside the part, or -1 where none applies
     * @param problem what is wrong there, as a sentence without the place
     */
    public CorruptObjectException(String source, String section, long offset, String problem) {
        super(source + ": " + section + (offset >= 0 ? " at byte " + offset : "") + ": " + problem);
        this.source = source;
        this.section = section;
        this.offset = offset;
    }

    /** The file or other origin of the bytes. */
    public String source() {
        return source;
    }

    /** The part of the file. */
    public String section() {
        return section;
    }

    /** Byte offset inside the part, or -1. */
    public long offset() {
        return offset;
    }
}
