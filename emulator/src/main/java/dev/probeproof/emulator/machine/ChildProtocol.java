// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What parent and child say to each other: a byte, then numbers and counted bytes. Requests that have no answer may fail
 * unseen; the next answer then is {@link #FAILED} with the reason.
 */
final class ChildProtocol {
    static final int MAP = 'M';
    static final int WRITE = 'W';
    static final int SET = 'S';
    static final int READ = 'R';
    static final int REGISTERS = 'G';
    static final int RUN = 'X';
    static final int GO_ON = 'C';

    static final int READY = 'r';
    static final int FAILED = 'f';
    static final int BYTES = 'b';
    static final int NOTHING = 'n';
    static final int REACHED = 's';
    static final int MISSING = 'm';
    static final int END = 'e';

    /** More than any request moves; a longer one is not one of ours. */
    private static final int MOST_BYTES = 1 << 25;

    private ChildProtocol() {}

    static void putBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[length(in)];
        in.readFully(bytes);
        return bytes;
    }

    static void putLongs(DataOutputStream out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    static long[] longs(DataInputStream in) throws IOException {
        long[] values = new long[length(in)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a message of " + length + " elements");
        }
        return length;
    }
}
