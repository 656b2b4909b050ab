// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fetch in words: {@code name: text of at most 64 bytes at [[di+24]+40]+0, kernel memory}. Brackets read a pointer,
 * {@code user[…]} one from user memory; a number behind the bracket is the size of a narrower read in bytes.
 */
public final class FetchWords {
    private FetchWords() {}

    public static String describe(FetchArgument argument) {
        FetchArgument.Fetch fetch = argument.fetch();
        return argument.name() + ": " + leaf(fetch.leaf()) + place(fetch);
    }

    private static String place(FetchArgument.Fetch fetch) {
        List<Deref> derefs = fetch.derefs();
        if (fetch.base() instanceof FetchBase.Absent absent) {
            return ", not fetched: it is " + absent.reason();
        } else if (derefs.isEmpty()) {
            return value(fetch.base());
        }
        String address = address(fetch.base());
        for (Deref deref : derefs.subList(0, derefs.size() - 1)) {
            address = brackets(address + signed(deref.offset()), 8, deref.space());
        }
        Deref last = derefs.get(derefs.size() - 1);
        return " at " + address + signed(last.offset()) + ", " + memory(last.space());
    }

    private static String value(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return " in register " + register.register().name();
        } else if (base instanceof FetchBase.Immediate immediate) {
            return ", the constant " + immediate.value();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return ", the address of " + symbol.name() + signed(symbol.offset());
        } else if (base instanceof FetchBase.PerCpu variable) {
            return ", the address of " + address(variable);
        } else if (base instanceof FetchBase.Computed computed) {
            return ", computed as " + words(computed.value());
        } else if (base instanceof FetchBase.Pieces pieces) {
            return " in " + pieces.pieces().size() + " pieces: "
                    + pieces.pieces().stream().map(FetchWords::piece).collect(Collectors.joining(", then "));
        }
        return ", the name of the current task";
    }

    private static String piece(FetchBase.Piece piece) {
        String value = words(piece.value());
        return bytes(piece.sizeBytes())
                + (piece.inMemory() ? " at " + value + " in " + memory(piece.space()) : " of " + value);
    }

    private static String address(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return register.register().name();
        } else if (base instanceof FetchBase.Symbol symbol) {
            return symbol.name() + (symbol.offset() == 0 ? "" : signed(symbol.offset()));
        } else if (base instanceof FetchBase.Immediate immediate) {
            return "0x" + Long.toHexString(immediate.value());
        } else if (base instanceof FetchBase.PerCpu variable) {
            return "this CPU's " + variable.name() + (variable.offset() == 0 ? "" : signed(variable.offset()));
        } else if (base instanceof FetchBase.Computed computed) {
            return words(computed.value());
        }
        return "$comm";
    }

    /** A computed value as C would write it, with brackets for memory. */
    public static String words(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return register.register().name();
        } else if (value instanceof FetchValue.Constant constant) {
            return Long.toString(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return "&" + symbol.name() + (symbol.offset() == 0 ? "" : signed(symbol.offset()));
        } else if (value instanceof FetchValue.Memory memory) {
            String address = words(memory.address());
            // The brackets do what the parentheses did.
            boolean enclosed = memory.address() instanceof FetchValue.Binary;
            String inside = enclosed ? address.substring(1, address.length() - 1) : address;
            return brackets(inside, memory.sizeBytes(), memory.space());
        } else if (value instanceof FetchValue.Extend extend) {
            return (extend.signed() ? "s" : "u") + extend.bits() + "(" + words(extend.value()) + ")";
        } else if (value instanceof FetchValue.Unary unary) {
            return (unary.operator() == FetchValue.UnaryOperator.NEGATE ? "-" : "~") + words(unary.value());
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        if (binary.operator() == BinaryOperator.ADD && binary.right() instanceof FetchValue.Constant constant) {
            return "(" + words(binary.left()) + signed(constant.value()) + ")";
        }
        return "(" + words(binary.left()) + " " + sign(binary.operator()) + " " + words(binary.right()) + ")";
    }

    private static String sign(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> "+";
            case SUBTRACT -> "-";
            case MULTIPLY -> "*";
            case DIVIDE_SIGNED -> "s/";
            case DIVIDE_UNSIGNED -> "/";
            case REMAINDER_UNSIGNED -> "%";
            case AND -> "&";
            case OR -> "|";
            case XOR -> "^";
            case SHIFT_LEFT -> "<<";
            case SHIFT_RIGHT -> ">>";
            case SHIFT_RIGHT_SIGNED -> "s>>";
            case EQUAL -> "==";
            case NOT_EQUAL -> "!=";
            case LESS_SIGNED -> "s<";
            case LESS_OR_EQUAL_SIGNED -> "s<=";
            case GREATER_SIGNED -> "s>";
            case GREATER_OR_EQUAL_SIGNED -> "s>=";
        };
    }

    private static String brackets(String address, int sizeBytes, AddressSpaceKind space) {
        return (space == AddressSpaceKind.USER ? "user[" : "[") + address + "]" + (sizeBytes == 8 ? "" : sizeBytes);
    }

    private static String memory(AddressSpaceKind space) {
        return (space == AddressSpaceKind.USER ? "user" : "kernel") + " memory";
    }

    private static String signed(long offset) {
        return offset < 0 ? Long.toString(offset) : "+" + offset;
    }

    private static String bytes(int count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }

    private static String leaf(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int value) {
            return (value.signed() ? "signed " : "unsigned ") + 8 * value.sizeBytes() + "-bit integer";
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return (bits.signed() ? "signed " : "unsigned ") + bits.widthBits() + "-bit field, bit " + bits.shift()
                    + " up of " + 8 * bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Text text) {
            return "text of at most " + bytes(text.maxBytes());
        }
        return bytes(((FetchLeaf.Memory) leaf).sizeBytes());
    }
}
