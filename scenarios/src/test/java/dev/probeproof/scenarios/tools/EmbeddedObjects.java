// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The BPF object that a program of libbpf's kind carries in its data ("skeleton"). */
final class EmbeddedObjects {
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    private static final int BPF_MACHINE = 247;
    private static final int HEADER_BYTES = 64;
    private static final int NO_BITS = 8;

    private EmbeddedObjects() {}

    /** The first one in an executable; empty if it carries none. */
    static Optional<byte[]> first(Path executable) {
        byte[] all;
        try {
            all = Files.readAllBytes(executable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer file = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 1; at < all.length - HEADER_BYTES; at++) {
            if (Arrays.equals(all, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)
                    && file.getShort(at + 18) == BPF_MACHINE) {
                return Optional.of(Arrays.copyOfRange(all, at, at + size(file, at)));
            }
        }
        return Optional.empty();
    }

    /** Up to the end of the section headers, or of the last section if that lies behind them. */
    private static int size(ByteBuffer file, int start) {
        long headers = file.getLong(start + 40);
        int each = file.getShort(start + 58);
        int count = file.getShort(start + 60);
        long end = headers + (long) each * count;
        for (int i = 0; i < count; i++) {
            int section = start + (int) headers + i * each;
            if (file.getInt(section + 4) != NO_BITS) {
                end = Math.max(end, file.getLong(section + 24) + file.getLong(section + 32));
            }
        }
        return (int) end;
    }
}
