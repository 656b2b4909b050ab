// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many bytes of bytecode each method of a class file has (JVM specification, chapter 4). */
final class MethodLengths {
    private static final int HEADER_BYTES = 8;

    private final DataInputStream in;
    private String[] texts = new String[0];

    private MethodLengths(byte[] classFile) {
        in = new DataInputStream(new ByteArrayInputStream(classFile));
    }

    static Map<String, Integer> of(byte[] classFile) {
        try {
            return new MethodLengths(classFile).read();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Map<String, Integer> read() throws IOException {
        in.skipNBytes(HEADER_BYTES);
        readConstants();
        in.skipNBytes(3 * Short.BYTES);
        in.skipNBytes((long) Short.BYTES * in.readUnsignedShort());
        readMembers();
        return readMembers();
    }

    private void readConstants() throws IOException {
        texts = new String[in.readUnsignedShort()];
        for (int index = 1; index < texts.length; index++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[index] = in.readUTF();
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    index++;
                }
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(2);
            }
        }
    }

    /** Fields or methods: the code of those that have some. */
    private Map<String, Integer> readMembers() throws IOException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        int members = in.readUnsignedShort();
        for (int member = 0; member < members; member++) {
            in.skipNBytes(Short.BYTES);
            String name = texts[in.readUnsignedShort()];
            in.skipNBytes(Short.BYTES);
            int attributes = in.readUnsignedShort();
            for (int attribute = 0; attribute < attributes; attribute++) {
                boolean isCode = texts[in.readUnsignedShort()].equals("Code");
                int size = in.readInt();
                if (isCode) {
                    in.skipNBytes(2 * Short.BYTES);
                    lengths.put(name, in.readInt());
                    in.skipNBytes(size - 2L * Short.BYTES - Integer.BYTES);
                } else {
                    in.skipNBytes(size);
                }
            }
        }
        return lengths;
    }
}
