// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The context of programs that get arguments as words of 8 bytes. */
public final class TrampolineContext {
    private TrampolineContext() {}

    public static byte[] of(List<Long> words, ByteOrder order) {
        ByteBuffer context = ByteBuffer.allocate(words.size() * Long.BYTES).order(order);
        words.forEach(context::putLong);
        return context.array();
    }
}
