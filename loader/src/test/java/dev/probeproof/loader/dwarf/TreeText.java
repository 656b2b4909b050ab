// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.fetch.FetchValue;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Locations and trees as short text, for tables of expectations. */
final class TreeText {
    private TreeText() {}

    static String of(VariableLocation location) {
        if (location instanceof VariableLocation.Memory memory) {
            return "memory " + of(memory.address());
        } else if (location instanceof VariableLocation.Register register) {
            return "register " + register.register().name();
        } else if (location instanceof VariableLocation.Value value) {
            return "value " + of(value.value());
        } else if (location instanceof VariableLocation.Constant constant) {
            HexFormat hex = HexFormat.of();
            return "constant " + constant.bytes().stream().map(hex::toHexDigits).collect(Collectors.joining());
        } else if (location instanceof VariableLocation.Pieces pieces) {
            return pieces.pieces().stream()
                    .map(piece -> "{" + of(piece.location()) + ": " + piece.sizeBits() + "@" + piece.offsetBits() + "}")
                    .collect(Collectors.joining(" "));
        }
        if (location instanceof VariableLocation.ImplicitPointer pointer) {
            return "pointer to '" + pointer.name() + "'+" + pointer.offsetBytes() + ", " + of(pointer.target());
        }
        VariableLocation.Unavailable none = (VariableLocation.Unavailable) location;
        return (none.optimizedOut() ? "gone: " : "no: ") + none.reason();
    }

    static String of(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return register.register().name();
        } else if (value instanceof FetchValue.Constant constant) {
            return Long.toString(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return "&" + symbol.name() + "+" + symbol.offset();
        } else if (value instanceof FetchValue.Memory memory) {
            String space = memory.space().name().substring(0, 1).toLowerCase(java.util.Locale.ROOT);
            return space + 8 * memory.sizeBytes() + "[" + of(memory.address()) + "]";
        } else if (value instanceof FetchValue.Extend extend) {
            return (extend.signed() ? "s" : "u") + extend.bits() + "(" + of(extend.value()) + ")";
        } else if (value instanceof FetchValue.Unary unary) {
            return (unary.operator() == FetchValue.UnaryOperator.NEGATE ? "-" : "~") + "(" + of(unary.value()) + ")";
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        return "(" + of(binary.left()) + " " + binary.operator() + " " + of(binary.right()) + ")";
    }
}
