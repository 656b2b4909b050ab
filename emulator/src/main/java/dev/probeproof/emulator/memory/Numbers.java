// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers of 1, 2, 4 or 8 bytes in an array, zero-extended. One method for each order, because a handle chosen at run time
 * is several times slower than a constant one.
 */
final class Numbers {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Numbers() {}

    /** Copies bytes; for the usual sizes without the call that a copy of any size is. */
    static void copy(byte[] source, int from, byte[] target, int to, int length) {
        if (length == Long.BYTES) {
            LE64.set(target, to, (long) LE64.get(source, from));
        } else if (length == Integer.BYTES) {
            LE32.set(target, to, (int) LE32.get(source, from));
        } else {
            System.arraycopy(source, from, target, to, length);
        }
    }

    static long loadLittle(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) LE16.get(bytes, at) & 0xffffL;
            case 4 -> (int) LE32.get(bytes, at) & 0xffff_ffffL;
            default -> (long) LE64.get(bytes, at);
        };
    }

    static long loadBig(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xffL;
            case 2 -> (short) BE16.get(bytes, at) & 0xffffL;
            case 4 -> (int) BE32.get(bytes, at) & 0xffff_ffffL;
            default -> (long) BE64.get(bytes, at);
        };
    }

    static void storeLittle(byte[] bytes, int at, int sizeBytes, long value) {
        switch (sizeBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> LE16.set(bytes, at, (short) value);
            case 4 -> LE32.set(bytes, at, (int) value);
            default -> LE64.set(bytes, at, value);
        }
    }

    static void storeBig(byte[] bytes, int at, int sizeBytes, long value) {
        switch (sizeBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> BE16.set(bytes, at, (short) value);
            case 4 -> BE32.set(bytes, at, (int) value);
            default -> BE64.set(bytes, at, value);
        }
    }
}
