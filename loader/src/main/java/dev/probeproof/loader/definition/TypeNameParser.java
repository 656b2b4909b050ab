// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the type of a cast:
 *
 * <pre>
 * type := { qualifier } ( 'struct' NAME | 'union' NAME | 'enum' NAME | INTEGER | NAME ) { qualifier | '*' }
 * </pre>
 *
 * <p>INTEGER is one of C's, its words in any order; NAME a typedef or {@code void}. Qualifiers are {@code const}, {@code
 * volatile}, {@code restrict}, {@code __rcu}, {@code __user} and {@code __kernel}.
 */
final class TypeNameParser {
    /** More levels of pointers than any C has. */
    private static final int MAX_POINTERS = 8;

    private static final Set<String> FORGOTTEN = Set.of("const", "volatile", "restrict", "__restrict", "__rcu");
    private static final Map<String, AddressSpaceKind> SPACES =
            Map.of("__user", AddressSpaceKind.USER, "__kernel", AddressSpaceKind.KERNEL);
    private static final Set<String> TAGGED = Set.of("struct", "union", "enum");
    private static final Set<String> INTEGER_WORDS = Set.of("unsigned", "signed", "char", "short", "int", "long");

    private final DefinitionScanner scanner;
    private @Nullable AddressSpaceKind space;

    TypeNameParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    /** Whether the word can only begin a type. */
    static boolean isTypeWord(String word) {
        return FORGOTTEN.contains(word)
                || SPACES.containsKey(word)
                || TAGGED.contains(word)
                || INTEGER_WORDS.contains(word)
                || word.equals("void");
    }

    TypeName type() {
        space = null;
        qualifiers();
        int column = scanner.column();
        String word = scanner.name("a type");
        TypeName.Kind kind = TypeName.Kind.PLAIN;
        String name = word;
        if (TAGGED.contains(word)) {
            kind = TypeName.Kind.valueOf(word.toUpperCase(java.util.Locale.ROOT));
            scanner.skipBlanks();
            name = scanner.name("a name after " + word);
        } else if (INTEGER_WORDS.contains(word)) {
            name = integer(word, column);
        }
        int pointers = 0;
        qualifiers();
        while (scanner.take("*")) {
            if (pointers == MAX_POINTERS) {
                throw scanner.errorAt(column, "a type of more than " + MAX_POINTERS + " pointers");
            }
            pointers++;
            qualifiers();
        }
        if (space != null && pointers == 0) {
            throw scanner.errorAt(column, "__user and __kernel say where a pointer leads: the type has no *");
        }
        return new TypeName(kind, name, pointers, space, column);
    }

    private void qualifiers() {
        for (scanner.skipBlanks(); scanner.startsName(); scanner.skipBlanks()) {
            int before = scanner.position();
            String word = scanner.name("a qualifier");
            if (SPACES.containsKey(word)) {
                space = SPACES.get(word);
            } else if (!FORGOTTEN.contains(word)) {
                scanner.backTo(before);
                return;
            }
        }
    }

    /** The words of an integer type in the order that the kernel's own declarations have: {@code unsigned long long}. */
    private String integer(String first, int column) {
        List<String> words = new ArrayList<>(List.of(first));
        for (scanner.skipBlanks(); scanner.startsName(); scanner.skipBlanks()) {
            int before = scanner.position();
            String word = scanner.name("a type");
            if (!INTEGER_WORDS.contains(word)) {
                scanner.backTo(before);
                break;
            }
            words.add(word);
        }
        boolean unsigned = words.remove("unsigned");
        boolean signed = !unsigned && words.remove("signed");
        boolean character = words.remove("char");
        boolean narrow = !character && words.remove("short");
        int longs = 0;
        while (!character && !narrow && longs < 2 && words.remove("long")) {
            longs++;
        }
        if (!character) {
            words.remove("int");
        }
        if (!words.isEmpty()) {
            throw scanner.errorAt(column, "these words make no type of C: one too many is '" + words.get(0) + "'");
        }
        String base = character ? "char" : narrow ? "short" : longs == 0 ? "int" : longs == 1 ? "long" : "long long";
        return (unsigned ? "unsigned " : signed && character ? "signed " : "") + base;
    }
}
