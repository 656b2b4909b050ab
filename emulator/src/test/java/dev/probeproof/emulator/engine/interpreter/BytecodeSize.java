// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads just enough of a class file to know how many bytes of code its methods have. */
final class BytecodeSize {
    private BytecodeSize() {}

    static int largestMethod(Class<?> type) throws IOException {
        try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return largestMethod(new DataInputStream(new ByteArrayInputStream(file.readAllBytes())));
        }
    }

    private static int largestMethod(DataInputStream in) throws IOException {
        in.skipNBytes(8);
        String[] texts = constantPool(in);
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        int fields = in.readUnsignedShort();
        for (int i = 0; i < fields; i++) {
            member(in, texts);
        }
        int largest = 0;
        int methods = in.readUnsignedShort();
        for (int i = 0; i < methods; i++) {
            largest = Math.max(largest, member(in, texts));
        }
        return largest;
    }

    private static String[] constantPool(DataInputStream in) throws IOException {
        String[] texts = new String[in.readUnsignedShort()];
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
        return texts;
    }

    private static int member(DataInputStream in, String[] texts) throws IOException {
        in.skipNBytes(6);
        int code = 0;
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            String name = texts[in.readUnsignedShort()];
            int length = in.readInt();
            if (name.equals("Code")) {
                in.skipNBytes(4);
                code = in.readInt();
                in.skipNBytes(length - 8L);
            } else {
                in.skipNBytes(length);
            }
        }
        return code;
    }
}
