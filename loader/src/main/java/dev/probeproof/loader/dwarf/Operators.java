// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operators of DWARF 2 to 5 and of the GNU and LLVM extensions: number, name and the form of their operands. */
final class Operators {
    static final int ADDR = 0x03;
    static final int DEREF = 0x06;
    static final int LIT0 = 0x30;
    static final int REG0 = 0x50;
    static final int BREG0 = 0x70;
    static final int REGX = 0x90;
    static final int FBREG = 0x91;
    static final int BREGX = 0x92;
    static final int PIECE = 0x93;
    static final int DEREF_SIZE = 0x94;
    static final int CALL2 = 0x98;
    static final int CALL4 = 0x99;
    static final int CALL_REF = 0x9a;
    static final int CALL_FRAME_CFA = 0x9c;
    static final int BIT_PIECE = 0x9d;
    static final int IMPLICIT_VALUE = 0x9e;
    static final int STACK_VALUE = 0x9f;
    static final int IMPLICIT_POINTER = 0xa0;
    static final int ADDRX = 0xa1;
    static final int CONSTX = 0xa2;
    static final int ENTRY_VALUE = 0xa3;
    static final int CONST_TYPE = 0xa4;
    static final int REGVAL_TYPE = 0xa5;
    static final int DEREF_TYPE = 0xa6;
    static final int CONVERT = 0xa8;
    static final int REINTERPRET = 0xa9;
    static final int GNU_PUSH_TLS_ADDRESS = 0xe0;
    static final int GNU_UNINIT = 0xf0;
    static final int GNU_IMPLICIT_POINTER = 0xf2;
    static final int GNU_ENTRY_VALUE = 0xf3;
    static final int GNU_CONST_TYPE = 0xf4;
    static final int GNU_REGVAL_TYPE = 0xf5;
    static final int GNU_DEREF_TYPE = 0xf6;
    static final int GNU_CONVERT = 0xf7;
    static final int GNU_REINTERPRET = 0xf9;
    static final int GNU_PARAMETER_REF = 0xfa;
    static final int GNU_ADDR_INDEX = 0xfb;
    static final int GNU_CONST_INDEX = 0xfc;
    static final int GNU_VARIABLE_VALUE = 0xfd;

    /** Operands: a address, o offset of the DWARF format, 1 2 4 8 unsigned, b h w x signed, u s LEB128, B C counted blocks. */
    private static final String TABLE =
            """
            03 addr a
            06 deref
            08 const1u 1
            09 const1s b
            0a const2u 2
            0b const2s h
            0c const4u 4
            0d const4s w
            0e const8u 8
            0f const8s x
            10 constu u
            11 consts s
            12 dup
            13 drop
            14 over
            15 pick 1
            16 swap
            17 rot
            18 xderef
            19 abs
            1a and
            1b div
            1c minus
            1d mod
            1e mul
            1f neg
            20 not
            21 or
            22 plus
            23 plus_uconst u
            24 shl
            25 shr
            26 shra
            27 xor
            28 bra h
            29 eq
            2a ge
            2b gt
            2c le
            2d lt
            2e ne
            2f skip h
            90 regx u
            91 fbreg s
            92 bregx us
            93 piece u
            94 deref_size 1
            95 xderef_size 1
            96 nop
            97 push_object_address
            98 call2 2
            99 call4 4
            9a call_ref o
            9b form_tls_address
            9c call_frame_cfa
            9d bit_piece uu
            9e implicit_value B
            9f stack_value
            a0 implicit_pointer os
            a1 addrx u
            a2 constx u
            a3 entry_value B
            a4 const_type uC
            a5 regval_type uu
            a6 deref_type 1u
            a7 xderef_type 1u
            a8 convert u
            a9 reinterpret u
            e0 GNU_push_tls_address
            f0 GNU_uninit
            f2 GNU_implicit_pointer os
            f3 GNU_entry_value B
            f4 GNU_const_type uC
            f5 GNU_regval_type uu
            f6 GNU_deref_type 1u
            f7 GNU_convert u
            f9 GNU_reinterpret u
            fa GNU_parameter_ref 4
            fb GNU_addr_index u
            fc GNU_const_index u
            fd GNU_variable_value o
            """;

    private record Operator(int code, String name, String operands) {}

    private static final Map<Integer, Operator> BY_CODE = Arrays.stream(TABLE.split("\n"))
            .map(row -> row.split(" "))
            .map(row -> new Operator(Integer.parseInt(row[0], 16), "DW_OP_" + row[1], row.length > 2 ? row[2] : ""))
            .collect(Collectors.toUnmodifiableMap(Operator::code, Function.identity()));

    private Operators() {}

    /** The operation at an offset; empty if nobody told us that operator, so that its operands cannot be skipped either. */
    static Optional<Operation> decode(Bytes expression, long at, UnitFacts unit) {
        DwarfCursor cursor = new DwarfCursor(expression, at);
        int code = cursor.u8();
        Operator operator = find(code);
        if (operator == null) {
            return Optional.empty();
        }
        long[] operands = new long[2];
        Bytes block = null;
        for (int i = 0; i < operator.operands().length(); i++) {
            char form = operator.operands().charAt(i);
            if (form == 'B' || form == 'C') {
                long length = form == 'B' ? cursor.uleb() : cursor.u8();
                block = cursor.block(length);
            } else {
                operands[i] = operand(form, cursor, unit);
            }
        }
        return Optional.of(
                new Operation(at, cursor.at(), code, operator.name(), operands[0], operands[1], block));
    }

    /** What a message calls an operator that {@link #decode} does not know. */
    static String unknownName(int code) {
        return String.format(Locale.ROOT, "DW_OP_0x%02x", code);
    }

    private static @Nullable Operator find(int code) {
        if (code >= LIT0 && code < REG0) {
            return new Operator(code, "DW_OP_lit" + (code - LIT0), "");
        } else if (code >= REG0 && code < BREG0) {
            return new Operator(code, "DW_OP_reg" + (code - REG0), "");
        } else if (code >= BREG0 && code < REGX) {
            return new Operator(code, "DW_OP_breg" + (code - BREG0), "s");
        }
        return BY_CODE.get(code);
    }

    private static long operand(char form, DwarfCursor cursor, UnitFacts unit) {
        return switch (form) {
            case 'a' -> cursor.unsigned(unit.addressBytes());
            // DWARF 2 gave references to entries the size of an address.
            case 'o' -> cursor.unsigned(unit.version() == 2 ? unit.addressBytes() : unit.offsetBytes());
            case '1' -> cursor.unsigned(1);
            case '2' -> cursor.unsigned(2);
            case '4' -> cursor.unsigned(4);
            case '8', 'x' -> cursor.unsigned(8);
            case 'b' -> (byte) cursor.u8();
            case 'h' -> (short) cursor.u16();
            case 'w' -> (int) cursor.u32();
            case 'u' -> cursor.uleb();
            default -> cursor.sleb();
        };
    }
}
