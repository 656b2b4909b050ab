// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;

/**
 * Where a kernel keeps the arguments of one print while it prints: 512 bytes for all of them together. Once they are used
 * up the print fails, even if its text were short (measured on Linux 6.18).
 */
final class ArgumentArea {
    /** {@code MAX_BPRINTF_BIN_ARGS}. */
    private static final int SIZE_BYTES = 512;

    private int used;

    /** Room for a number: 4 or 8 bytes, aligned to 4. */
    void number(int bytes) throws FormatString.Refused {
        used = used + Integer.BYTES - 1 & -Integer.BYTES;
        require(bytes);
        used += bytes;
    }

    /** Room for a {@code %c}. */
    void character() throws FormatString.Refused {
        require(1);
        used++;
    }

    /** The most that a text may take, its NUL included; 1 at least. */
    int roomForText() throws FormatString.Refused {
        require(1);
        return SIZE_BYTES - used;
    }

    /** A text that was put there, with its NUL. */
    void text(int length) {
        used += length + 1;
    }

    /** Refuses unless so much is left. */
    void require(int bytes) throws FormatString.Refused {
        if (SIZE_BYTES - used < bytes) {
            throw new FormatString.Refused(Errno.ENOSPC);
        }
    }
}
