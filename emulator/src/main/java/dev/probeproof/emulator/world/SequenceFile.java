// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.Arrays;

/** What an iterator writes into: a {@code struct seq_file} with the room of a kernel's, which the reader empties. */
public final class SequenceFile {
    /** Eight pages. */
    public static final int ROOM_BYTES = 8 * 4096;

    private final long address;
    private byte[] written = new byte[0];
    private boolean overflowed;

    /** @param address of its struct, by which programs name it */
    public SequenceFile(long address) {
        this.address = address;
    }

    public long address() {
        return address;
    }

    /** False if there is no room: nothing is written then, and the file is full. */
    public boolean write(byte[] bytes) {
        if (overflowed || written.length + bytes.length >= ROOM_BYTES) {
            overflowed = true;
            return false;
        }
        int from = written.length;
        written = Arrays.copyOf(written, from + bytes.length);
        System.arraycopy(bytes, 0, written, from, bytes.length);
        return true;
    }

    public boolean hasOverflowed() {
        return overflowed;
    }

    /** How much there is to read. */
    public int length() {
        return written.length;
    }

    /** Forgets what was written behind that length. */
    public void cutTo(int length) {
        written = Arrays.copyOf(written, length);
        overflowed = false;
    }

    /** What was written; the file is empty then. */
    public byte[] take() {
        byte[] all = written;
        cutTo(0);
        return all;
    }
}
