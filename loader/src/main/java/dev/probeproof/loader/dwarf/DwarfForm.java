// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/** How an attribute is written: numbers and names of DWARF 5, section 7.5.6, with those of GNU. */
final class DwarfForm {
    static final int ADDR = 0x01;
    static final int BLOCK2 = 0x03;
    static final int BLOCK4 = 0x04;
    static final int DATA2 = 0x05;
    static final int DATA4 = 0x06;
    static final int DATA8 = 0x07;
    static final int STRING = 0x08;
    static final int BLOCK = 0x09;
    static final int BLOCK1 = 0x0a;
    static final int DATA1 = 0x0b;
    static final int FLAG = 0x0c;
    static final int SDATA = 0x0d;
    static final int STRP = 0x0e;
    static final int UDATA = 0x0f;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF2 = 0x12;
    static final int REF4 = 0x13;
    static final int REF8 = 0x14;
    static final int REF_UDATA = 0x15;
    static final int INDIRECT = 0x16;
    static final int SEC_OFFSET = 0x17;
    static final int EXPRLOC = 0x18;
    static final int FLAG_PRESENT = 0x19;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int REF_SUP4 = 0x1c;
    static final int STRP_SUP = 0x1d;
    static final int DATA16 = 0x1e;
    static final int LINE_STRP = 0x1f;
    static final int REF_SIG8 = 0x20;
    static final int IMPLICIT_CONST = 0x21;
    static final int LOCLISTX = 0x22;
    static final int RNGLISTX = 0x23;
    static final int REF_SUP8 = 0x24;
    static final int STRX1 = 0x25;
    static final int STRX2 = 0x26;
    static final int STRX3 = 0x27;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX2 = 0x2a;
    static final int ADDRX3 = 0x2b;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;
    static final int GNU_REF_ALT = 0x1f20;
    static final int GNU_STRP_ALT = 0x1f21;

    private DwarfForm() {}

    /** The name as tools print it, such as {@code DW_FORM_addr}, or the number where it is not known. */
    static String name(int number) {
        return switch (number) {
            case ADDR -> "DW_FORM_addr";
            case BLOCK2 -> "DW_FORM_block2";
            case BLOCK4 -> "DW_FORM_block4";
            case DATA2 -> "DW_FORM_data2";
            case DATA4 -> "DW_FORM_data4";
            case DATA8 -> "DW_FORM_data8";
            case STRING -> "DW_FORM_string";
            case BLOCK -> "DW_FORM_block";
            case BLOCK1 -> "DW_FORM_block1";
            case DATA1 -> "DW_FORM_data1";
            case FLAG -> "DW_FORM_flag";
            case SDATA -> "DW_FORM_sdata";
            case STRP -> "DW_FORM_strp";
            case UDATA -> "DW_FORM_udata";
            case REF_ADDR -> "DW_FORM_ref_addr";
            case REF1 -> "DW_FORM_ref1";
            case REF2 -> "DW_FORM_ref2";
            case REF4 -> "DW_FORM_ref4";
            case REF8 -> "DW_FORM_ref8";
            case REF_UDATA -> "DW_FORM_ref_udata";
            case INDIRECT -> "DW_FORM_indirect";
            case SEC_OFFSET -> "DW_FORM_sec_offset";
            case EXPRLOC -> "DW_FORM_exprloc";
            case FLAG_PRESENT -> "DW_FORM_flag_present";
            case STRX -> "DW_FORM_strx";
            case ADDRX -> "DW_FORM_addrx";
            case REF_SUP4 -> "DW_FORM_ref_sup4";
            case STRP_SUP -> "DW_FORM_strp_sup";
            case DATA16 -> "DW_FORM_data16";
            case LINE_STRP -> "DW_FORM_line_strp";
            case REF_SIG8 -> "DW_FORM_ref_sig8";
            case IMPLICIT_CONST -> "DW_FORM_implicit_const";
            case LOCLISTX -> "DW_FORM_loclistx";
            case RNGLISTX -> "DW_FORM_rnglistx";
            case REF_SUP8 -> "DW_FORM_ref_sup8";
            case STRX1 -> "DW_FORM_strx1";
            case STRX2 -> "DW_FORM_strx2";
            case STRX3 -> "DW_FORM_strx3";
            case STRX4 -> "DW_FORM_strx4";
            case ADDRX1 -> "DW_FORM_addrx1";
            case ADDRX2 -> "DW_FORM_addrx2";
            case ADDRX3 -> "DW_FORM_addrx3";
            case ADDRX4 -> "DW_FORM_addrx4";
            case GNU_ADDR_INDEX -> "DW_FORM_GNU_addr_index";
            case GNU_STR_INDEX -> "DW_FORM_GNU_str_index";
            case GNU_REF_ALT -> "DW_FORM_GNU_ref_alt";
            case GNU_STRP_ALT -> "DW_FORM_GNU_strp_alt";
            default -> "DW_FORM_0x" + Integer.toHexString(number);
        };
    }
}
