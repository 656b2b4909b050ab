// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what may stand behind a path and a colon: text, or a way to show a number. */
final class ValueTypeParser {
    private static final List<String> WORDS =
            List.of("string", "ustring", "dec", "hex", "char", "sym", "symbol", "enum", "flags");

    private final DefinitionScanner scanner;

    ValueTypeParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    /** One of both: text, or the way to show what is no text. */
    record ValueType(@Nullable TextType text, DisplayRequest display) {
        static final ValueType NOTHING = new ValueType(null, DisplayRequest.BY_TYPE);
    }

    /** Whether the word that comes next is one of these and none of the kernel's fetch types. */
    boolean startsValueType() {
        int before = scanner.position();
        boolean known = scanner.skipBlanks().startsName() && WORDS.contains(scanner.name("a type"));
        scanner.backTo(before);
        return known;
    }

    ValueType valueType() {
        int column = scanner.skipBlanks().column();
        String word = scanner.name("a type");
        return switch (word) {
            case "string", "ustring" ->
                new ValueType(
                        new TextType(
                                FetchTypeParser.textBytes(scanner),
                                word.equals("ustring") ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL),
                        DisplayRequest.BY_TYPE);
            case "dec" -> display(new DisplayRequest.Decimal());
            case "hex" -> display(new DisplayRequest.Hexadecimal());
            case "char" -> display(new DisplayRequest.Character());
            case "sym", "symbol" -> display(new DisplayRequest.SymbolAndOffset());
            case "enum" -> {
                Named named = named(column);
                yield display(new DisplayRequest.Enumeration(named.name(), named.column()));
            }
            case "flags" -> {
                Named named = named(column);
                yield display(new DisplayRequest.Flags(named.name(), named.column()));
            }
            default -> throw unknown(word, column);
        };
    }

    private static ValueType display(DisplayRequest display) {
        return new ValueType(null, display);
    }

    private record Named(String name, int column) {}

    /** The enum in parentheses, with or without its keyword. */
    private Named named(int column) {
        if (!scanner.take("(")) {
            return new Named("", column);
        }
        int nameColumn = scanner.skipBlanks().column();
        String name = scanner.name("the name of an enum");
        if (name.equals("enum")) {
            nameColumn = scanner.skipBlanks().column();
            name = scanner.name("the name of an enum");
        }
        scanner.skipBlanks().expect(")", "after the name of an enum");
        return new Named(name, nameColumn);
    }

    private ProbeSyntaxException unknown(String word, int column) {
        List<String> nearest = word.matches("[usxb]?[0-9]+") ? List.of() : Nearest.of(word, WORDS);
        return scanner.errorAt(
                column,
                nearest.isEmpty()
                        ? "a path has its width and sign from the kernel's types, not from '" + word
                                + "': cast it, as in (u32)x, or ask for one of " + String.join(", ", WORDS)
                        : "unknown type '" + word + "'",
                nearest);
    }
}
