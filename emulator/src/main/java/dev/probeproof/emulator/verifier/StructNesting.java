// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;

/** Whether what lies at an offset of one struct is another struct ({@code btf_struct_ids_match}). */
final class StructNesting {
    private static final int DEEPEST = 32;

    /**
     * Whether a struct has another at an offset, at any depth.
     *
     * @param offset in bytes
     * @param strict it must be the struct itself, not one that begins with it
     */
    boolean matches(Btf types, int id, int offset, Btf wantedTypes, int wantedId, boolean strict) {
        if (types == wantedTypes && id == wantedId && offset == 0) {
            return true;
        }
        if (strict || wantedId == 0) {
            return false;
        }
        int current = types.strip(id);
        int rest = offset;
        for (int depth = 0; depth < DEEPEST; depth++) {
            if (types == wantedTypes && current == wantedId && rest == 0) {
                return true;
            }
            BtfType type = types.type(current);
            if (!(type instanceof BtfType.Composite composite) || composite.union()) {
                return false;
            }
            int next = memberAt(types, composite, rest);
            if (next < 0) {
                return false;
            }
            BtfType.Member member = composite.members().get(next);
            rest -= member.bitOffset() / Byte.SIZE;
            current = types.strip(member.type());
            while (types.kind(current) == BtfKind.ARRAY) {
                BtfType.Array array = (BtfType.Array) types.type(current);
                long size = types.sizeOf(array.elementType());
                rest = size == 0 ? rest : (int) (rest % size);
                current = types.strip(array.elementType());
            }
        }
        return false;
    }

    private static int memberAt(Btf types, BtfType.Composite composite, int offset) {
        for (int i = 0; i < composite.members().size(); i++) {
            BtfType.Member member = composite.members().get(i);
            int start = member.bitOffset() / Byte.SIZE;
            boolean plain = member.bitfieldBits() == 0;
            if (plain && offset >= start && offset < start + types.sizeOf(member.type())) {
                return i;
            }
        }
        return -1;
    }
}
