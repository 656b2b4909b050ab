// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts the sections of a {@code .BTF} blob together: header, types, strings and, where there is one, the layout. */
final class BtfBlob {
    private BtfBlob() {}

    static byte[] of(ByteOrder order, byte[] types, byte[] strings, BtfLayout layout) {
        byte[] layoutBytes = inOrder(layout, order);
        int headerBytes = layoutBytes.length == 0 ? BtfReader.HEADER_BYTES : BtfReader.LAYOUT_HEADER_BYTES;
        // Words first: the layout's entries hold 16-bit fields, which need not but may as well be aligned.
        int layoutAt = types.length;
        int stringsAt = layoutAt + layoutBytes.length;
        ByteBuffer blob =
                ByteBuffer.allocate(headerBytes + stringsAt + strings.length).order(order);
        blob.putShort((short) BtfReader.MAGIC);
        blob.put((byte) BtfReader.VERSION).put((byte) 0).putInt(headerBytes);
        blob.putInt(0).putInt(types.length);
        blob.putInt(stringsAt).putInt(strings.length);
        if (layoutBytes.length > 0) {
            blob.putInt(layoutAt).putInt(layoutBytes.length);
        }
        return blob.put(types).put(layoutBytes).put(strings).array();
    }

    /** Two bytes and a 16-bit number an entry. */
    private static byte[] inOrder(BtfLayout layout, ByteOrder order) {
        Bytes section = layout.section();
        ByteBuffer bytes = ByteBuffer.allocate(section.size()).order(order);
        for (int at = 0; at < section.size(); at += 4) {
            bytes.put((byte) section.u8(at)).put((byte) section.u8(at + 1)).putShort((short) section.u16(at + 2));
        }
        return bytes.array();
    }
}
