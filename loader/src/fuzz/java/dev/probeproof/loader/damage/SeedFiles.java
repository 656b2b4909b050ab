// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What fuzzing starts from. None of the project's own classes may be used here: seeds are asked for before Jazzer's agent is
 * there, and a JVM that has to instrument a record a second time loses its fields ({@code NoSuchFieldError}).
 */
final class SeedFiles {
    private static final int BTF_HEADER = 24;

    private SeedFiles() {}

    static Stream<byte[]> objects() {
        return Specimens.files(".o").stream().map(Specimens::read);
    }

    static Stream<byte[]> withDebugInformation() {
        return Specimens.debugInformationFiles().map(Specimens::read);
    }

    /** Types, found in objects by their magic number. */
    static Stream<byte[]> types() {
        return objects().flatMap(SeedFiles::typesIn);
    }

    /** Objects as if they were instructions, which they are in parts. */
    static Stream<byte[]> code() {
        return objects().map(object -> Arrays.copyOf(object, object.length & -Long.BYTES));
    }

    private static Stream<byte[]> typesIn(byte[] object) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer view = ByteBuffer.wrap(object).order(order);
            for (int at = 0; at + BTF_HEADER <= object.length; at++) {
                if ((view.getShort(at) & 0xffff) == 0xeb9f && view.getInt(at + 4) == BTF_HEADER) {
                    int end = at + BTF_HEADER + view.getInt(at + 16) + view.getInt(at + 20);
                    return Stream.of(Arrays.copyOfRange(object, at, end));
                }
            }
        }
        return Stream.empty();
    }
}
