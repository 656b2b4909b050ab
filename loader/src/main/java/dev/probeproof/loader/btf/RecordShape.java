// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.Arrays;

/**
 * Which words of a record are names, which are type ids and which are plain numbers. Everything in the type section is
 * a 32-bit word, so this is all that it takes to walk, check, renumber or turn round a record of any kind.
 *
 * <p>The first two words of every record are its name and its info; the third is a number or a type id.
 */
final class RecordShape {
    static final int HEADER_WORDS = 3;

    /** What a word after the header is. */
    enum Word {
        NAME,
        TYPE,
        NUMBER
    }

    private static final Word N = Word.NAME;
    private static final Word T = Word.TYPE;
    private static final Word X = Word.NUMBER;

    private static final RecordShape[] BY_KIND = table();

    private final boolean refers;
    private final boolean repeated;
    private final Word[] words;

    private RecordShape(boolean refers, boolean repeated, Word... words) {
        this.refers = refers;
        this.repeated = repeated;
        this.words = words;
    }

    private static RecordShape[] table() {
        RecordShape[] shapes = new RecordShape[BtfKind.values().length];
        Arrays.fill(shapes, alone(false));
        for (BtfKind kind : BtfKind.values()) {
            shapes[kind.number()] = switch (kind) {
                case VOID, FWD, FLOAT -> alone(false);
                case PTR, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, TYPE_TAG -> alone(true);
                case INT -> alone(false, X);
                case ARRAY -> alone(false, T, T, X);
                case VAR, DECL_TAG -> alone(true, X);
                case STRUCT, UNION -> each(false, N, T, X);
                case ENUM -> each(false, N, X);
                case ENUM64 -> each(false, N, X, X);
                case FUNC_PROTO -> each(true, N, T);
                case DATASEC -> each(false, T, X, X);
            };
        }
        return shapes;
    }

    /** After the header these words, once. */
    private static RecordShape alone(boolean refers, Word... words) {
        return new RecordShape(refers, false, words);
    }

    /** After the header these words for each of the parts that the info word counts. */
    private static RecordShape each(boolean refers, Word... words) {
        return new RecordShape(refers, true, words);
    }

    static RecordShape of(BtfKind kind) {
        return BY_KIND[kind.number()];
    }

    /** True if the third word is the id of another type. */
    boolean refers() {
        return refers;
    }

    /** How many words follow the header of a record that counts {@code length} parts. */
    long bodyWords(int length) {
        return repeated ? (long) words.length * length : words.length;
    }

    /** Words of one part; all words after the header for a kind without parts. */
    int partWords() {
        return words.length;
    }

    /** What the word is that stands {@code index} words behind the header. */
    Word word(int index) {
        return words[index % words.length];
    }
}
