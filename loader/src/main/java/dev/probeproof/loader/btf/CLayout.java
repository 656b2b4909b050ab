// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a struct has to be written so that a C compiler puts every member where BTF says it is. BTF has offsets, not the
 * attributes that led to them; gaps become unnamed bit-fields, and what lies closer than its alignment makes the struct
 * packed. Rules of the System V ABI and of clang's BPF target: a bit-field does not cross a unit of its type, and an
 * unnamed one does not align the struct.
 */
final class CLayout {
    private static final int[] PAD_BITS = {64, 32, 16, 8};
    private static final int MAX_ATTRIBUTE = 1 << 12;
    private static final int MAX_DEPTH = 64;

    /** A gap is written as 8 bytes a line at most, and damaged types can say that a struct has gigabytes. */
    private static final int MAX_GAPS_OF_STRUCT = 1 << 15;

    private static final int MAX_GAPS = 1 << 17;

    private final Btf btf;
    private final Map<Integer, Plan> plans = new HashMap<>();
    private int gapsLeft = MAX_GAPS;
    private int depth;

    CLayout(Btf btf) {
        this.btf = btf;
    }

    /**
     * How to write one struct or union.
     *
     * @param packed it needs the attribute
     * @param aligned it needs that alignment in bytes as an attribute; 0 for none
     * @param alignment what it will have, in bytes
     * @param items members and gaps in order
     * @param possible false if no C declaration of reasonable length has that layout; it has to be written as bytes
     */
    record Plan(boolean packed, int aligned, int alignment, List<Item> items, boolean possible) {
        Plan {
            items = List.copyOf(items);
        }
    }

    /**
     * A member, or a gap.
     *
     * @param member its index, or -1 for a gap
     * @param bit where it starts
     * @param bits a member's width if it is a bit-field, else 0; a gap's size, at most 64
     * @param unitBits of a gap: the size of the type to write it with
     */
    record Item(int member, int bit, int bits, int unitBits) {
        boolean isGap() {
            return member < 0;
        }
    }

    Plan plan(int composite) {
        Plan known = plans.get(composite);
        if (known == null) {
            if (++depth > MAX_DEPTH) {
                throw btf.raw()
                        .corrupt(-1, "type " + composite + " contains itself, or nests deeper than " + MAX_DEPTH);
            }
            BtfType.Composite type = (BtfType.Composite) btf.type(composite);
            known = type.union() ? union(type) : struct(type);
            plans.put(composite, known);
            depth--;
        }
        return known;
    }

    /** The alignment in bytes of a type as it is written here. */
    int alignment(int id) {
        int at = btf.strip(id);
        for (int i = 0; i < Btf.MAX_DEPTH && btf.type(at) instanceof BtfType.Array array; i++) {
            at = btf.strip(array.elementType());
        }
        BtfType type = btf.type(at);
        return switch (type.kind()) {
            case PTR -> 8;
            case INT -> CInteger.alignment(type, ((BtfType.Int) type).size());
            case FLOAT -> CInteger.alignment(type, ((BtfType.Float) type).size());
            case ENUM, ENUM64 -> Math.max(1, ((BtfType.Enum) type).size());
            case STRUCT, UNION -> plan(at).alignment();
            case VOID, ARRAY, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT -> 1;
            case FUNC, FUNC_PROTO, VAR, DATASEC, DECL_TAG, TYPE_TAG -> 1;
        };
    }

    /** Width of a bit-field, 0 for an ordinary member; before 4.20 an integer type with few bits said it. */
    int bitfieldBits(BtfType.Member member) {
        if (member.bitfieldBits() == 0 && btf.resolve(member.type()) instanceof BtfType.Int integer) {
            return integer.bits() != 8 * integer.size() ? integer.bits() : 0;
        }
        return member.bitfieldBits();
    }

    /** Where a member starts, in bits from the start of the struct. */
    int bitOffset(BtfType.Member member) {
        boolean inType = member.bitfieldBits() == 0 && bitfieldBits(member) != 0;
        return inType && btf.resolve(member.type()) instanceof BtfType.Int integer
                ? member.bitOffset() + integer.bitOffset()
                : member.bitOffset();
    }

    private int bits(int type) {
        return (int) Math.min(8 * btf.sizeOf(type), Integer.MAX_VALUE / 2);
    }

    private Plan union(BtfType.Composite type) {
        int alignment = 1;
        int largest = 0;
        boolean possible = true;
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < type.members().size(); i++) {
            BtfType.Member member = type.members().get(i);
            int width = bitfieldBits(member);
            alignment = Math.max(alignment, alignment(member.type()));
            largest = Math.max(largest, width == 0 ? bits(member.type()) : width);
            possible &= bitOffset(member) == 0;
            items.add(new Item(i, 0, width, 0));
        }
        int bytes = (largest + 7) / 8;
        boolean packed = type.size() % alignment != 0;
        int own = packed ? 1 : alignment;
        for (int n = own; n <= MAX_ATTRIBUTE; n *= 2) {
            if (roundUp(bytes, n) == type.size()) {
                return new Plan(packed, n == own ? 0 : n, n, items, possible);
            }
        }
        return new Plan(true, 0, 1, items, false);
    }

    private Plan struct(BtfType.Composite type) {
        int alignment = 1;
        boolean packed = false;
        for (BtfType.Member member : type.members()) {
            int width = bitfieldBits(member);
            int own = alignment(member.type());
            int unit = bits(member.type());
            int at = bitOffset(member);
            alignment = Math.max(alignment, own);
            packed |= width == 0 ? at % (8 * own) != 0 : width > unit - Math.floorMod(at, Math.max(unit, 1));
        }
        packed |= type.size() % alignment != 0;
        return new StructWalk(type, packed, packed ? 1 : alignment).plan();
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }

    /** Lays a struct out as a compiler would, adding a gap wherever that would miss the member's place. */
    private final class StructWalk {
        private final BtfType.Composite type;
        private final boolean packed;
        private final int alignment;
        private final List<Item> items = new ArrayList<>();
        private boolean possible = true;
        private int gaps;
        private int at;

        StructWalk(BtfType.Composite type, boolean packed, int alignment) {
            this.type = type;
            this.packed = packed;
            this.alignment = alignment;
        }

        Plan plan() {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < type.members().size(); i++) {
                order.add(i);
            }
            order.sort(Comparator.comparingInt(
                    (Integer index) -> bitOffset(type.members().get(index))));
            order.forEach(this::member);
            int end = 8 * type.size();
            possible &= at <= end && at >= 0;
            if (possible && roundUp(at, 8 * alignment) < end) {
                gapTo(end);
            }
            return new Plan(packed, 0, alignment, possible ? items : List.of(), possible);
        }

        private void member(int index) {
            BtfType.Member member = type.members().get(index);
            int width = bitfieldBits(member);
            int start = bitOffset(member);
            if (natural(member, width) < start) {
                gapTo(start);
            }
            possible &= natural(member, width) == start;
            items.add(new Item(index, start, width, 0));
            at = start + (width == 0 ? bits(member.type()) : width);
        }

        /** Where a compiler would put the member next. */
        private int natural(BtfType.Member member, int width) {
            if (width == 0) {
                return roundUp(at, packed ? 8 : 8 * alignment(member.type()));
            }
            int unit = bits(member.type());
            return packed || Math.floorMod(at, unit) + width <= unit ? at : roundUp(at, unit);
        }

        private void gapTo(int end) {
            while (at < end) {
                if (++gaps > MAX_GAPS_OF_STRUCT || --gapsLeft < 0) {
                    possible = false;
                    return;
                }
                int unit = 8;
                int size = Math.min(end - at, 8 - at % 8);
                if (at % 8 == 0) {
                    for (int bits : PAD_BITS) {
                        // Some ABIs align a struct by its unnamed bit-fields too; its size must allow for it.
                        if (at % bits == 0 && end - at >= bits && (packed || 8 * type.size() % bits == 0)) {
                            unit = bits;
                            size = bits;
                            break;
                        }
                    }
                }
                items.add(new Item(-1, at, size, unit));
                at += size;
            }
        }
    }
}
