// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays, most significant byte first, for compiled code. Small enough to be inlined everywhere. */
final class BigEndianMemory {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndianMemory() {}

    /** Zero-extended. */
    static int load8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    /** Zero-extended. */
    static int load16(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at) & 0xffff;
    }

    static int load32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long load64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void store8(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
    }

    static void store16(byte[] bytes, int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

    static void store32(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    static void store64(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }
}
