// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/** Reads the values of attributes of one unit. */
final class AttributeReader {
    private AttributeReader() {}

    /** @param implicit the value of {@link DwarfForm#IMPLICIT_CONST} */
    static AttributeValue read(CompilationUnit unit, DwarfCursor cursor, int name, int form, long implicit) {
        switch (form) {
            case DwarfForm.INDIRECT -> {
                return read(unit, cursor, name, unit.forms().indirect(cursor), 0);
            }
            case DwarfForm.ADDR -> {
                return number(AttributeValue.Kind.ADDRESS, form, cursor.u64());
            }
            case DwarfForm.ADDRX,
                    DwarfForm.ADDRX1,
                    DwarfForm.ADDRX2,
                    DwarfForm.ADDRX3,
                    DwarfForm.ADDRX4,
                    DwarfForm.GNU_ADDR_INDEX -> {
                return number(AttributeValue.Kind.ADDRESS, form, unit.address(index(cursor, form)));
            }
            case DwarfForm.FLAG, DwarfForm.FLAG_PRESENT -> {
                long flag = form == DwarfForm.FLAG ? cursor.u8() : 1;
                return number(AttributeValue.Kind.FLAG, form, flag != 0 ? 1 : 0);
            }
            case DwarfForm.DATA1, DwarfForm.DATA2 -> {
                return number(AttributeValue.Kind.CONSTANT, form, form == DwarfForm.DATA1 ? cursor.u8() : cursor.u16());
            }
            case DwarfForm.DATA4, DwarfForm.DATA8 -> {
                long value = form == DwarfForm.DATA4 ? cursor.u32() : cursor.u64();
                // Before version 4 there was no form of its own for offsets of sections.
                boolean isOffset = unit.version() < 4 && isOffset(name);
                return number(isOffset ? AttributeValue.Kind.SECTION_OFFSET : AttributeValue.Kind.CONSTANT, form, value);
            }
            case DwarfForm.DATA16 -> {
                return bytes(AttributeValue.Kind.CONSTANT, form, cursor.block(16));
            }
            case DwarfForm.SDATA -> {
                return number(AttributeValue.Kind.CONSTANT, form, cursor.sleb());
            }
            case DwarfForm.UDATA -> {
                return number(AttributeValue.Kind.CONSTANT, form, cursor.uleb());
            }
            case DwarfForm.IMPLICIT_CONST -> {
                return number(AttributeValue.Kind.CONSTANT, form, implicit);
            }
            case DwarfForm.EXPRLOC -> {
                return bytes(AttributeValue.Kind.EXPRESSION, form, cursor.block(cursor.uleb()));
            }
            case DwarfForm.BLOCK, DwarfForm.BLOCK1, DwarfForm.BLOCK2, DwarfForm.BLOCK4 -> {
                long size =
                        switch (form) {
                            case DwarfForm.BLOCK1 -> cursor.u8();
                            case DwarfForm.BLOCK2 -> cursor.u16();
                            case DwarfForm.BLOCK4 -> cursor.u32();
                            default -> cursor.uleb();
                        };
                boolean isExpression = unit.version() < 4 && isOffset(name);
                return bytes(
                        isExpression ? AttributeValue.Kind.EXPRESSION : AttributeValue.Kind.BLOCK,
                        form,
                        cursor.block(size));
            }
            case DwarfForm.SEC_OFFSET -> {
                return number(AttributeValue.Kind.SECTION_OFFSET, form, cursor.offset());
            }
            case DwarfForm.LOCLISTX, DwarfForm.RNGLISTX -> {
                long list = unit.bases().list(cursor.uleb(), form == DwarfForm.LOCLISTX);
                return number(AttributeValue.Kind.SECTION_OFFSET, form, list);
            }
            case DwarfForm.REF1, DwarfForm.REF2, DwarfForm.REF4, DwarfForm.REF8, DwarfForm.REF_UDATA -> {
                int start = cursor.at();
                long distance = form == DwarfForm.REF_UDATA
                        ? cursor.uleb()
                        : cursor.unsigned(unit.forms().fixedSize(form));
                if (Long.compareUnsigned(distance, unit.end() - unit.start()) >= 0) {
                    throw cursor.problem(
                            start,
                            DwarfAttribute.name(name) + " leads 0x" + Long.toHexString(distance)
                                    + " bytes into a unit that ends before that. The file is damaged");
                }
                return number(AttributeValue.Kind.REFERENCE, form, unit.start() + distance);
            }
            case DwarfForm.REF_ADDR -> {
                return number(
                        AttributeValue.Kind.REFERENCE, form, unit.version() <= 2 ? cursor.u64() : cursor.offset());
            }
            case DwarfForm.REF_SIG8 -> {
                return number(AttributeValue.Kind.SIGNATURE, form, cursor.u64());
            }
            case DwarfForm.REF_SUP4, DwarfForm.REF_SUP8 -> {
                return number(
                        AttributeValue.Kind.SUPPLEMENTARY,
                        form,
                        form == DwarfForm.REF_SUP4 ? cursor.u32() : cursor.u64());
            }
            case DwarfForm.GNU_REF_ALT, DwarfForm.GNU_STRP_ALT, DwarfForm.STRP_SUP -> {
                return number(AttributeValue.Kind.SUPPLEMENTARY, form, cursor.offset());
            }
            default -> {
                return new AttributeValue(AttributeValue.Kind.STRING, form, 0, text(unit, cursor, form), null);
            }
        }
    }

    private static String text(CompilationUnit unit, DwarfCursor cursor, int form) {
        int start = cursor.at();
        return switch (form) {
            case DwarfForm.STRING -> cursor.text();
            case DwarfForm.STRP -> text(unit.section(".debug_str"), cursor.offset());
            case DwarfForm.LINE_STRP -> text(unit.section(".debug_line_str"), cursor.offset());
            case DwarfForm.STRX,
                    DwarfForm.STRX1,
                    DwarfForm.STRX2,
                    DwarfForm.STRX3,
                    DwarfForm.STRX4,
                    DwarfForm.GNU_STR_INDEX -> text(
                    unit.section(".debug_str"), unit.bases().string(index(cursor, form)));
            default -> throw cursor.problem(start, DwarfForm.name(form) + " is not known");
        };
    }

    private static String text(Bytes section, long offset) {
        return new DwarfCursor(section, offset).text();
    }

    private static long index(DwarfCursor cursor, int form) {
        return switch (form) {
            case DwarfForm.STRX1, DwarfForm.ADDRX1 -> cursor.u8();
            case DwarfForm.STRX2, DwarfForm.ADDRX2 -> cursor.u16();
            case DwarfForm.STRX3, DwarfForm.ADDRX3 -> cursor.u24();
            case DwarfForm.STRX4, DwarfForm.ADDRX4 -> cursor.u32();
            default -> cursor.uleb();
        };
    }

    /** Attributes that are offsets if they are numbers, and expressions if they are blocks. */
    private static boolean isOffset(int name) {
        return switch (name) {
            case DwarfAttribute.LOCATION,
                    DwarfAttribute.STMT_LIST,
                    DwarfAttribute.STRING_LENGTH,
                    DwarfAttribute.RETURN_ADDR,
                    DwarfAttribute.START_SCOPE,
                    DwarfAttribute.DATA_MEMBER_LOCATION,
                    DwarfAttribute.FRAME_BASE,
                    DwarfAttribute.MACRO_INFO,
                    DwarfAttribute.SEGMENT,
                    DwarfAttribute.STATIC_LINK,
                    DwarfAttribute.USE_LOCATION,
                    DwarfAttribute.VTABLE_ELEM_LOCATION,
                    DwarfAttribute.RANGES -> true;
            default -> false;
        };
    }

    private static AttributeValue number(AttributeValue.Kind kind, int form, long number) {
        return AttributeValue.number(kind, form, number);
    }

    private static AttributeValue bytes(AttributeValue.Kind kind, int form, Bytes bytes) {
        return new AttributeValue(kind, form, 0, null, bytes);
    }
}
