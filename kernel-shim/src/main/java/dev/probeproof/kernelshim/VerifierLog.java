// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the kernel wrote into a log buffer: text up to the first NUL. */
final class VerifierLog {
    private VerifierLog() {}

    static String read(NativeMemory buffer, int size) {
        ByteBuffer bytes = buffer.bytes();
        int end = 0;
        while (end < size && bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end];
        bytes.get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
