// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.ctype;

import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The types that C has by itself, however they are spelt: {@code unsigned long int} is {@code long unsigned}. */
final class BaseTypes {
    static final Set<String> WORDS = Set.of(
            "void",
            "char",
            "short",
            "int",
            "long",
            "float",
            "double",
            "signed",
            "__signed__",
            "unsigned",
            "_Bool",
            "__int128");

    private BaseTypes() {}

    static CType of(String words, TypePool pool) {
        return of(List.of(words.split(" ")), pool);
    }

    static CType of(List<String> words, TypePool pool) {
        boolean signed = !words.contains("unsigned");
        if (words.contains("void")) {
            return pool.nothing();
        } else if (words.contains("_Bool")) {
            return pool.integer("_Bool", 1, false);
        } else if (words.contains("float")) {
            return pool.floating("float", 4);
        } else if (words.contains("double")) {
            return pool.floating("double", 8);
        } else if (words.contains("char")) {
            boolean plain = signed && !words.contains("signed") && !words.contains("__signed__");
            return plain
                    ? pool.integer("char", 1, false)
                    : pool.integer(signed ? "signed char" : "unsigned char", 1, signed);
        } else if (words.contains("short")) {
            return pool.integer(signed ? "short" : "unsigned short", 2, signed);
        } else if (words.contains("__int128")) {
            return pool.integer(signed ? "__int128" : "unsigned __int128", 16, signed);
        } else if (words.contains("long")) {
            String length = Collections.frequency(words, "long") > 1 ? "long long" : "long";
            return pool.integer(signed ? length : "unsigned " + length, 8, signed);
        }
        return pool.integer(signed ? "int" : "unsigned int", 4, signed);
    }
}
