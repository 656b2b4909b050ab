// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import java.nio.ByteOrder;
import java.util.List;

/** Types that hold one structure, with id 1. */
final class NamedTypes {
    private NamedTypes() {}

    static Btf of(String structure) {
        BtfEditor editor = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        editor.add(new BtfType.Composite(structure, false, 8, List.of()));
        return editor.toBtf();
    }
}
