// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.error.ProbeproofException;

/** Debug information that is damaged, or made in a way that is not read: which file, where in it, what, and what to do. */
public final class DwarfException extends ProbeproofException {
    private final String source;
    private final String section;
    private final long offset;

    /**
     * @param source the file
     * @param section such as {@code .debug_info}
     * @param offset bytes from the start of the section, or -1 where none applies
     * @param problem what is wrong there and what to do about it, as a sentence without the place
     */
    public DwarfException(String source, String section, long offset, String problem) {
        super(source + ": " + section + (offset >= 0 ? "+0x" + Long.toHexString(offset) : "") + ": " + problem);
        this.source = source;
        this.section = section;
        this.offset = offset;
    }

    /** The file. */
    public String source() {
        return source;
    }

    /** The section. */
    public String section() {
        return section;
    }

    /** Bytes from the start of the section, or -1. */
    public long offset() {
        return offset;
    }
}
