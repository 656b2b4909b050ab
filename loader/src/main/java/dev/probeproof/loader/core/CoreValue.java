// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;

/**
 * The answer of one side's types to what a relocation asks.
 *
 * @param value the number, as it goes into an instruction
 * @param signExtended the same number as compilers see it that know no unsigned enums; differs for enumerators of
 *     4 bytes from 2^31 on only
 * @param checked false if compilers may disagree about the number, so that it says nothing about the instruction
 * @param access the type that a load at a field's offset yields, or 0 where a load makes no sense
 * @param accessBytes size of that type
 */
record CoreValue(long value, long signExtended, boolean checked, int access, long accessBytes) {
    /** What a kernel without the field, type or enumerator answers to the questions that have an answer then. */
    static final CoreValue ABSENT = of(0);

    private static CoreValue of(long value) {
        return new CoreValue(value, value, true, 0, 0);
    }

    private CoreValue unchecked() {
        return new CoreValue(value, signExtended, false, access, accessBytes);
    }

    /** The same, where the number is known to be signed. */
    CoreValue asSigned() {
        return new CoreValue(signExtended, signExtended, checked, access, accessBytes);
    }

    /**
     * @param order of the program, which decides how bit-fields are shifted
     * @throws CoreException if the question makes no sense there, or a bit-field spans more than 8 bytes
     */
    static CoreValue of(CoreKind kind, CoreSpec spec, ByteOrder order) {
        return switch (kind) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUMVAL_EXISTS -> of(1);
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
                spec.last().name() == null ? ofElement(kind, spec) : ofMember(kind, spec, order);
            case TYPE_ID_LOCAL, TYPE_ID_TARGET -> of(spec.root()).unchecked();
            case TYPE_SIZE -> of(spec.types().sizeOf(spec.root()));
            case ENUMVAL_VALUE -> ofEnumerator(spec);
        };
    }

    private static CoreValue ofEnumerator(CoreSpec spec) {
        BtfType.Enum type = (BtfType.Enum) spec.types().type(spec.last().type());
        long value = spec.enumeratorValue();
        return new CoreValue(value, type.wide() ? value : (int) value, true, 0, 0);
    }

    private static CoreValue ofElement(CoreKind kind, CoreSpec spec) {
        int type = spec.last().type();
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> offset(spec, spec.bitOffset() / 8, type);
            case FIELD_BYTE_SIZE -> of(spec.types().sizeOf(type));
            default ->
                throw new CoreException("a CO-RE relocation asks for " + kind + " of an array element ("
                        + spec.path(spec.accessors().size()) + "), which has none");
        };
    }

    private static CoreValue ofMember(CoreKind kind, CoreSpec spec, ByteOrder order) {
        BtfType.Member member = spec.member();
        int type = spec.types().strip(member.type());
        boolean bitField = member.bitfieldBits() > 0;
        LoadUnit unit = bitField ? LoadUnit.ofBitField(spec, type, member.bitfieldBits()) : LoadUnit.of(spec, type);
        CoreValue value = switch (kind) {
            case FIELD_BYTE_OFFSET -> bitField ? of(unit.offset()) : offset(spec, unit.offset(), type);
            case FIELD_BYTE_SIZE -> of(unit.bytes());
            case FIELD_SIGNED -> of(isSigned(spec.types().type(type)) ? 1 : 0);
            case FIELD_LSHIFT_U64 -> of(unit.leftShift(spec.bitOffset(), order));
            case FIELD_RSHIFT_U64 -> of(64 - unit.bits());
            default -> throw new IllegalArgumentException("no question about a member: " + kind);
        };
        // Compilers choose the unit that a bit-field is loaded by; its sign and width are what they are.
        boolean chosen = kind != CoreKind.FIELD_SIGNED && kind != CoreKind.FIELD_RSHIFT_U64;
        return bitField && chosen ? value.unchecked() : value;
    }

    /** A load there yields the type itself, or an element if it is an array. */
    private static CoreValue offset(CoreSpec spec, long offset, int type) {
        int element = spec.types().innermostElement(type);
        return new CoreValue(offset, offset, true, element, spec.types().sizeOf(element));
    }

    private static boolean isSigned(BtfType type) {
        return type instanceof BtfType.Int integer && integer.signed()
                || type instanceof BtfType.Enum enumeration && enumeration.signed();
    }

    /**
     * The bytes that are loaded for a field.
     *
     * @param offset bytes from the start of the root
     * @param bytes 1, 2, 4 or 8 for a bit-field; the size of any other field
     * @param bits of the field
     */
    private record LoadUnit(long offset, long bytes, long bits) {
        static LoadUnit of(CoreSpec spec, int type) {
            long bytes = spec.types().sizeOf(type);
            return new LoadUnit(spec.bitOffset() / 8, bytes, 8 * bytes);
        }

        /** The smallest aligned unit that holds all bits, not smaller than the declared type. */
        static LoadUnit ofBitField(CoreSpec spec, int type, int bits) {
            long bytes = spec.types().sizeOf(type);
            if (bytes <= 0) {
                throw new CoreException(
                        "bit-field " + spec.path(spec.accessors().size()) + " has a type without size");
            }
            long offset = spec.bitOffset() / 8 / bytes * bytes;
            while (spec.bitOffset() + bits - 8 * offset > 8 * bytes) {
                if (bytes >= 8) {
                    throw new CoreException(
                            "bit-field " + spec.path(spec.accessors().size()) + " cannot be read by a load of 8 bytes: "
                                    + Errno.E2BIG);
                }
                bytes *= 2;
                offset = spec.bitOffset() / 8 / bytes * bytes;
            }
            return new LoadUnit(offset, bytes, bits);
        }

        /** How far the field must be moved in a 64-bit register to start at its top. */
        long leftShift(long bitOffset, ByteOrder order) {
            long bitInUnit = bitOffset - 8 * offset;
            return order == ByteOrder.LITTLE_ENDIAN ? 64 - (bitInUnit + bits) : 8 * (8 - bytes) + bitInUnit;
        }
    }
}
