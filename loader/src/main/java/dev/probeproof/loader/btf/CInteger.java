// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.Map;

/** Which integer and floating-point types of BTF a C compiler knows by itself, and what stands for the others. */
final class CInteger {
    /** Spellings that compilers write into debugging information, with their sizes on a machine with 64-bit pointers. */
    private static final Map<String, Integer> KNOWN = Map.ofEntries(
            Map.entry("_Bool", 1),
            Map.entry("char", 1),
            Map.entry("signed char", 1),
            Map.entry("unsigned char", 1),
            Map.entry("short", 2),
            Map.entry("short int", 2),
            Map.entry("unsigned short", 2),
            Map.entry("short unsigned int", 2),
            Map.entry("int", 4),
            Map.entry("unsigned int", 4),
            Map.entry("long", 8),
            Map.entry("long int", 8),
            Map.entry("unsigned long", 8),
            Map.entry("long unsigned int", 8),
            Map.entry("long long", 8),
            Map.entry("long long int", 8),
            Map.entry("unsigned long long", 8),
            Map.entry("long long unsigned int", 8),
            Map.entry("__int128", 16),
            Map.entry("unsigned __int128", 16),
            Map.entry("__int128 unsigned", 16),
            Map.entry("float", 4),
            Map.entry("double", 8));

    private CInteger() {}

    static boolean isKnown(String name, int size) {
        return KNOWN.getOrDefault(name, 0) == size;
    }

    /** What declares a type of that size and name; a structure of bytes where no integer has that size. */
    static String declaration(BtfType type, int size, String name) {
        boolean signed = type instanceof BtfType.Int integer && integer.signed();
        boolean bool = type instanceof BtfType.Int integer && integer.isBool();
        String sign = signed ? "" : "unsigned ";
        String like = switch (type.kind() == BtfKind.INT ? size : 0) {
            case 1 -> bool ? "_Bool" : signed ? "signed char" : "unsigned char";
            case 2 -> sign + "short";
            case 4 -> sign + "int";
            case 8 -> sign + "long long";
            case 16 -> sign + "__int128";
            default -> "struct { char bytes[" + size + "]; }";
        };
        return "typedef " + like + " " + name + ";";
    }

    /** The alignment of the declaration, in bytes. */
    static int alignment(BtfType type, int size) {
        boolean power = size > 0 && Integer.bitCount(size) == 1 && size <= 16;
        return power && (type.kind() == BtfKind.INT || isKnown(type.name(), size)) ? size : 1;
    }
}
