// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/** Where members lie, as compilers for BPF and for 64-bit Linux agree on it. */
final class StructLayout {
    private static final long MOST_BYTES = 1 << 28;

    private final boolean union;
    private final boolean packed;
    private final List<BtfType.Member> members = new ArrayList<>();
    private long bits;
    private long widest;
    private int alignment = 1;

    StructLayout(boolean union, boolean packed) {
        this.union = union;
        this.packed = packed;
    }

    /** @param least alignment that its declaration asks for, in bytes */
    void member(Token name, CType type, int least) {
        int own = Math.max(packed ? 1 : type.alignment(), least);
        long at = union ? 0 : roundUp(bits, 8L * own);
        add(name, type, at, 0, 8 * type.size());
        alignment = Math.max(alignment, own);
    }

    /** A bit-field lies within one unit of its type; one without width ends the unit. */
    void bitfield(Token name, CType type, long width) {
        long unit = 8 * type.size();
        if (width < 0 || width > unit) {
            throw name.problem("a bit-field of that type has 0 to " + unit + " bits, not " + width);
        }
        long at = union ? 0 : bits;
        if (width == 0) {
            bits = roundUp(bits, unit);
            return;
        }
        if (!packed && at / unit != (at + width - 1) / unit) {
            at = roundUp(at, unit);
        }
        if (name.isName()) {
            add(name, type, at, (int) width, width);
            alignment = Math.max(alignment, packed ? 1 : type.alignment());
        } else {
            grow(name, at + width);
        }
    }

    private void add(Token name, CType type, long at, int bitfieldBits, long width) {
        String text = name.isName() ? name.text() : "";
        if (!text.isEmpty() && members.stream().anyMatch(member -> member.name().equals(text))) {
            throw name.problem("there is another member " + name);
        }
        grow(name, at + width);
        members.add(new BtfType.Member(text, type.id(), (int) at, bitfieldBits));
    }

    private void grow(Token name, long end) {
        if (end > 8 * MOST_BYTES - 1) {
            throw name.problem("a type has at most " + MOST_BYTES + " bytes");
        }
        bits = end;
        widest = Math.max(widest, end);
    }

    /** @param least alignment that the whole is asked for, in bytes */
    CType finish(String name, int least, TypePool pool) {
        int whole = Math.max(alignment, least);
        long size = roundUp(union ? widest : bits, 8L * whole) / 8;
        return pool.composite(new BtfType.Composite(name, union, (int) size, members), whole);
    }

    private static long roundUp(long value, long unit) {
        return unit == 0 ? value : (value + unit - 1) / unit * unit;
    }
}
