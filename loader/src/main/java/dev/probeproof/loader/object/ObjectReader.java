// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;

/** Understands an ELF file as a BPF object. */
public final class ObjectReader {
    private ObjectReader() {}

    /**
     * @param fileName as error messages shall name it; its last part up to the first dot becomes the object's name
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not a whole, well-formed BPF object
     */
    public static BpfObject read(Bytes bytes, String fileName) {
        throw new UnsupportedOperationException("not written yet");
    }
}
