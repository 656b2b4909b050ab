// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;

/** Tells a calling convention what it must know of a BTF type. */
public final class ValueShapes {
    /** Structs by value in kernels nest two or three deep. */
    private static final int MAX_DEPTH = 16;

    private ValueShapes() {}

    public static ValueShape of(Btf btf, int type) {
        int id = btf.strip(type);
        BtfKind kind = btf.kind(id);
        return switch (kind) {
            case VOID -> new ValueShape(ValueShape.Kind.NOTHING, 0);
            case INT, PTR, ENUM, ENUM64 -> new ValueShape(ValueShape.Kind.INTEGER, btf.sizeOf(id));
            case FLOAT -> new ValueShape(ValueShape.Kind.FLOAT, btf.sizeOf(id));
            case STRUCT, UNION -> composite(btf, id);
            case ARRAY, FWD, FUNC, FUNC_PROTO, VAR, DATASEC, TYPEDEF, VOLATILE, CONST, RESTRICT, DECL_TAG, TYPE_TAG ->
                new ValueShape(ValueShape.Kind.UNKNOWN, 0);
        };
    }

    private static ValueShape composite(Btf btf, int id) {
        Fields fields = new Fields(btf);
        fields.visit(id, 0, 0);
        ValueShape.Kind kind = fields.hasFloat
                // A struct of floats travels in floating-point registers, a mixed one in both kinds.
                ? ValueShape.Kind.UNKNOWN
                : fields.misaligned ? ValueShape.Kind.PACKED_AGGREGATE : ValueShape.Kind.AGGREGATE;
        return new ValueShape(kind, btf.sizeOf(id));
    }

    private static final class Fields {
        private final Btf btf;
        private boolean hasFloat;
        private boolean misaligned;

        Fields(Btf btf) {
            this.btf = btf;
        }

        void visit(int type, long bit, int depth) {
            BtfType resolved = btf.resolve(type);
            if (depth > MAX_DEPTH || resolved instanceof BtfType.Float) {
                hasFloat = true;
            } else if (resolved instanceof BtfType.Composite composite && composite.size() <= 16) {
                // Larger ones never travel in registers, so their fields decide nothing.
                for (BtfType.Member member : composite.members()) {
                    if (member.bitfieldBits() == 0) {
                        visit(member.type(), bit + Integer.toUnsignedLong(member.bitOffset()), depth + 1);
                    }
                }
            } else if (resolved instanceof BtfType.Array array) {
                visit(array.elementType(), bit, depth + 1);
            } else if (resolved instanceof BtfType.Int
                    || resolved instanceof BtfType.Ptr
                    || resolved instanceof BtfType.Enum) {
                long alignment = 8 * Math.min(8, btf.sizeOf(btf.strip(type)));
                misaligned |= alignment != 0 && bit % alignment != 0;
            }
        }
    }
}
