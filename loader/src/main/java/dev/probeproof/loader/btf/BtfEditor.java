// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

/**
 * Makes a new BTF blob out of an old one, or out of nothing. Ids and string offsets of the old one stay valid; what
 * is not touched is copied byte for byte.
 *
 * <pre>{@code
 * BtfEditor editor = BtfEditor.of(object.btf());
 * int main = editor.add(new BtfType.Func("prologue", protoId, BtfType.Func.STATIC));
 * Btf extended = editor.toBtf();
 * }</pre>
 */
public final class BtfEditor {
    private BtfEditor() {}

    /** Starts with everything that is there. */
    public static BtfEditor of(Btf original) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Starts with nothing. */
    public static BtfEditor empty(java.nio.ByteOrder order) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Appends a type and returns its id. */
    public int add(BtfType type) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Puts another type in the place of an id. */
    public BtfEditor replace(int id, BtfType type) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** Gives a FUNC another linkage: 0 static, 1 global, 2 extern. */
    public BtfEditor setLinkage(int funcId, int linkage) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The offset of a text in the string table, which grows if the text is new. */
    public int string(String text) {
        throw new UnsupportedOperationException("not written yet");
    }

    /** The result. */
    public Btf toBtf() {
        throw new UnsupportedOperationException("not written yet");
    }
}
