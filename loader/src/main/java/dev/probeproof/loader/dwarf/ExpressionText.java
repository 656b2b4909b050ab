// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** An expression as one line: {@code DW_OP_breg7 sp+16; DW_OP_deref; DW_OP_plus_uconst 8}. */
final class ExpressionText {
    private static final int MAX_BLOCK_BYTES = 16;

    private final DwarfRegisters registers;
    private final UnitFacts unit;

    private final boolean nested;

    private ExpressionText(DwarfRegisters registers, UnitFacts unit, boolean nested) {
        this.registers = registers;
        this.unit = unit;
        this.nested = nested;
    }

    /**
     * @throws DwarfException if the expression is cut off
     */
    static String of(Bytes expression, Arch arch, UnitFacts unit) {
        return new ExpressionText(new DwarfRegisters(arch), unit, false).text(expression);
    }

    private String text(Bytes expression) {
        List<String> words = new ArrayList<>();
        long at = 0;
        while (at < expression.size()) {
            Optional<Operation> operation = Operators.decode(expression, at, unit);
            if (operation.isEmpty()) {
                words.add(Operators.unknownName(expression.u8(at)) + " …");
                break;
            }
            words.add(text(operation.get()));
            at = operation.get().end();
        }
        return String.join("; ", words);
    }

    private String text(Operation operation) {
        int code = operation.code();
        String name = operation.name();
        if (code >= Operators.LIT0 && code < Operators.REG0) {
            return name;
        } else if (code >= Operators.REG0 && code < Operators.BREG0) {
            return name + " " + registers.name(code - Operators.REG0);
        } else if (code >= Operators.BREG0 && code < Operators.REGX) {
            return name + " " + registers.name(code - Operators.BREG0) + signed(operation.first());
        }
        return switch (code) {
            case Operators.REGX -> name + " " + registers.name(operation.first());
            case Operators.BREGX -> name + " " + registers.name(operation.first()) + signed(operation.second());
            case Operators.FBREG -> name + " " + operation.first();
            case Operators.ADDR, Operators.CALL2, Operators.CALL4, Operators.CALL_REF -> name + hex(operation.first());
            case 0x28, 0x2f -> name + " to byte " + (operation.end() + operation.first());
            case Operators.ENTRY_VALUE, Operators.GNU_ENTRY_VALUE ->
                name + " (" + inner(operation.requiredBlock()) + ")";
            case Operators.BIT_PIECE -> name + " " + operation.first() + " bits at " + operation.second();
            case Operators.IMPLICIT_POINTER, Operators.GNU_IMPLICIT_POINTER ->
                name + hex(operation.first()) + signed(operation.second());
            case Operators.CONST_TYPE, Operators.GNU_CONST_TYPE, Operators.IMPLICIT_VALUE ->
                name + type(operation) + " " + bytes(operation.requiredBlock());
            case Operators.REGVAL_TYPE, Operators.GNU_REGVAL_TYPE ->
                name + " " + registers.name(operation.first()) + " as " + type(operation.second());
            case Operators.DEREF_TYPE, Operators.GNU_DEREF_TYPE ->
                name + " " + operation.first() + " as " + type(operation.second());
            case Operators.CONVERT, Operators.GNU_CONVERT, Operators.REINTERPRET, Operators.GNU_REINTERPRET ->
                name + " to " + type(operation.first());
            default -> name + number(operation);
        };
    }

    /** Entry values do not nest; what does is damage, and is not followed down. */
    private String inner(Bytes expression) {
        return nested ? bytes(expression) : new ExpressionText(registers, unit, true).text(expression);
    }

    /** Operators with one number; those without have nothing behind the operator. */
    private static String number(Operation operation) {
        return operation.end() == operation.at() + 1 ? "" : " " + operation.first();
    }

    private String type(Operation operation) {
        return operation.code() == Operators.IMPLICIT_VALUE ? "" : " " + type(operation.first());
    }

    private String type(long offset) {
        if (offset == 0) {
            return "generic";
        }
        return unit.baseType(offset).map(BaseType::name).orElse("0x" + Long.toHexString(offset));
    }

    private static String bytes(Bytes block) {
        if (block.size() <= MAX_BLOCK_BYTES) {
            return HexFormat.of().formatHex(block.toArray());
        }
        String start = HexFormat.of().formatHex(block.toArray(), 0, MAX_BLOCK_BYTES);
        return start + "… (" + block.size() + " bytes)";
    }

    private static String hex(long value) {
        return " 0x" + Long.toHexString(value);
    }

    private static String signed(long value) {
        return value == 0 ? "" : value < 0 ? Long.toString(value) : "+" + value;
    }
}
