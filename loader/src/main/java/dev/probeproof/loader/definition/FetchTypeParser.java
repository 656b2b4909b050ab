// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.List;

/**
 * Reads the types of fetches:
 *
 * <pre>
 * type  := basic [ '[' N ']' ] | bits | '%pd' | '%pD'
 * basic := (u|s|x)(8|16|32|64) | 'char' | 'symbol' | 'symstr' | ( 'string' | 'ustring' ) [ '(' N ')' ]
 * bits  := ['s'] 'b' WIDTH '@' SHIFT '/' (8|16|32|64)
 * </pre>
 *
 * <p>Two things are ours: {@code string(N)} bounds the text, and {@code sb…} is a signed bit-field.
 */
final class FetchTypeParser {
    /** Elements of an array; larger than any struct of a kernel. */
    private static final int MAX_ARRAY = 1 << 24;

    static final List<String> NAMES = List.of(
            "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "x8", "x16", "x32", "x64", "char", "string", "ustring",
            "symbol", "symstr", "%pd", "%pD");

    private final DefinitionScanner scanner;

    FetchTypeParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    FetchType type() {
        int column = scanner.column();
        if (scanner.take("%")) {
            String name = scanner.name("%pd or %pD");
            if (!name.equals("pd") && !name.equals("pD")) {
                throw scanner.errorAt(column, "unknown type '%" + name + "'", List.of("%pd", "%pD"));
            }
            return new FetchType.PathName(name.equals("pD"));
        }
        String name = scanner.name("a type");
        if (name.matches("s?b[0-9]{1,2}|b0[xX][0-9a-fA-F]{1,2}") && scanner.peek() == '@') {
            return bits(name, column);
        }
        FetchType basic = basic(name, column);
        if (scanner.peek() == '(' && scanner.readsKernelLanguage()) {
            throw scanner.error("the kernel's types have no size in parentheses");
        }
        if (!scanner.take("[")) {
            return basic;
        }
        int count = scanner.number("an array length", 0, MAX_ARRAY);
        scanner.expect("]", "after an array length");
        return new FetchType.Array(basic, count);
    }

    private FetchType basic(String name, int column) {
        switch (name) {
            case "string":
                return new FetchType.Text(AddressSpaceKind.KERNEL, textBytes());
            case "ustring":
                return new FetchType.Text(AddressSpaceKind.USER, textBytes());
            case "char":
                return new FetchType.Char();
            case "symbol":
                return new FetchType.Symbol();
            case "symstr":
                return new FetchType.SymbolText();
            default:
                break;
        }
        if (!name.matches("[usx](8|16|32|64)")) {
            throw scanner.errorAt(column, "unknown type '" + name + "'", Nearest.of(name, NAMES));
        }
        return new FetchType.Int(FetchType.ofLetter(name.charAt(0)), Integer.parseInt(name.substring(1)));
    }

    private FetchType bits(String name, int column) {
        if (name.charAt(0) == 's' && scanner.readsKernelLanguage()) {
            throw scanner.errorAt(column, "the kernel has no signed bit-fields: write '" + name.substring(1) + "'");
        }
        int width = Integer.decode(name.substring(name.indexOf('b') + 1));
        scanner.expect("@", "in a bit-field type");
        int shift = scanner.number("the shift of a bit-field", 0, 63);
        scanner.expect("/", "in a bit-field type");
        int container = scanner.number("the container of a bit-field", 8, 64);
        if (Integer.bitCount(container) != 1) {
            throw scanner.errorAt(column, "the container of a bit-field has 8, 16, 32 or 64 bits, not " + container);
        }
        if (width == 0 || width + shift > container) {
            throw scanner.errorAt(
                    column, width + " bits from bit " + shift + " on do not fit a container of " + container);
        }
        return new FetchType.Bits(width, shift, container, name.charAt(0) == 's');
    }

    private int textBytes() {
        return scanner.readsKernelLanguage() ? TextType.DEFAULT_BYTES : textBytes(scanner);
    }

    /** The size of {@code string(N)}, or the default. */
    static int textBytes(DefinitionScanner scanner) {
        if (!scanner.take("(")) {
            return TextType.DEFAULT_BYTES;
        }
        scanner.skipBlanks();
        int bytes = scanner.number("the size of a string", 1, TextType.MAX_BYTES);
        scanner.skipBlanks().expect(")", "after the size of a string");
        return bytes;
    }
}
