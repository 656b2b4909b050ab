// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.error.Nearest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands before the arguments; the grammar is in {@link DefinitionParser}. What is in front of a colon is told by
 * what follows: a number makes it a source file or a function, a name makes it a file that runs or a module.
 */
final class PlaceParser {
    /** A path or a glob; ordinary names are read by the scanner, which knows better what is wrong with them. */
    private static final String WORD_MARKS = "_./~*?[]!-";

    private static final Set<String> SOURCE_FILE_ENDS =
            Set.of("c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "inc", "S", "s", "rs", "go");

    private static final int LAST_LINE = Integer.MAX_VALUE - 1;

    private final DefinitionScanner scanner;

    PlaceParser(DefinitionScanner scanner) {
        this.scanner = scanner;
    }

    /** The place as it is written. */
    record Parsed(Mechanism mechanism, @Nullable ProbeTarget target, ProbePlace place, boolean onReturn) {}

    /** @param meant the mechanism of a place that names none */
    Parsed place(Mechanism meant) {
        Mechanism mechanism = mechanism(meant);
        ProbeTarget target = target();
        ProbePlace place = codePlace();
        int column = scanner.skipBlanks().column();
        boolean onReturn = returnMark();
        if (onReturn && !(place instanceof ProbePlace.Function function && function.isWhole())) {
            throw scanner.errorAt(column, "%return is of a whole function, not of a place inside");
        }
        if (mechanism.hasArguments()) {
            requireWhole(mechanism, place, onReturn, column);
        }
        return new Parsed(mechanism, target, place, onReturn);
    }

    /** The word before a colon behind which a name comes, if it is one of a mechanism. */
    private Mechanism mechanism(Mechanism meant) {
        int column = scanner.skipBlanks().column();
        int before = scanner.position();
        Mechanism said = Mechanism.ofWord(word()).orElse(null);
        if (said != null && scanner.skipBlanks().take(":")) {
            int behind = scanner.skipBlanks().position();
            if (startsAddress() || !scanner.startsDigit() && !word().isEmpty()) {
                if (said != meant && meant != Mechanism.KPROBE) {
                    throw scanner.errorAt(
                            column, "the definition says " + said.word() + ", the program is for " + meant.word());
                }
                scanner.backTo(behind);
                return said;
            }
        }
        scanner.backTo(before);
        return meant;
    }

    private void requireWhole(Mechanism mechanism, ProbePlace place, boolean onReturn, int returnColumn) {
        boolean whole = place instanceof ProbePlace.Function function
                && function.isWhole()
                && function.file().isEmpty();
        if (onReturn) {
            throw scanner.errorAt(
                    returnColumn, "%return is of kprobes; write fexit:" + place + " to be called behind the function");
        } else if (!whole) {
            throw scanner.errorAt(
                    place.column(),
                    mechanism.word() + " is of " + (mechanism.isTracepoint() ? "tracepoints" : "whole functions")
                            + ", by their names; a place inside takes a kprobe");
        }
    }

    /** The word before a colon behind which a name or an address comes. */
    private @Nullable ProbeTarget target() {
        int column = scanner.skipBlanks().column();
        int before = scanner.position();
        String word = word();
        if (!word.isEmpty() && scanner.skipBlanks().take(":")) {
            scanner.skipBlanks();
            boolean address = startsAddress();
            boolean number = scanner.startsDigit() || scanner.peek() == '-';
            if (address || !number && !word().isEmpty()) {
                ProbeTarget target = new ProbeTarget(word, column);
                scanner.backTo(before + word.length());
                scanner.skipBlanks().expect(":", "after a file or module");
                scanner.skipBlanks();
                return target;
            }
        }
        scanner.backTo(before);
        return null;
    }

    private ProbePlace codePlace() {
        int column = scanner.column();
        if (startsAddress()) {
            return new ProbePlace.Address(scanner.number("an address"), column);
        }
        int before = scanner.position();
        String word = word();
        boolean path = word.indexOf('/') >= 0 || isSourceFile(word);
        if (path) {
            if (!scanner.skipBlanks().take(":")) {
                throw scanner.error(
                        "expected ':' and a line after the source file " + word + " but found " + scanner.found());
            }
            scanner.skipBlanks();
            return new ProbePlace.SourceLine(word, scanner.number("a line", 1, LAST_LINE), column);
        }
        scanner.backTo(before);
        String name = word.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')
                ? glob(word, column)
                : scanner.symbol("a function name");
        return inFunction(name, column);
    }

    private boolean startsAddress() {
        return scanner.peek() == '0' && (scanner.peek(1) == 'x' || scanner.peek(1) == 'X');
    }

    private String glob(String word, int column) {
        if (word.indexOf('-') >= 0 && word.indexOf('[') < 0 || word.indexOf('~') >= 0) {
            throw scanner.errorAt(column, "'" + word + "' is no pattern of function names");
        }
        scanner.backTo(scanner.position() + word.length());
        return word;
    }

    private ProbePlace inFunction(String name, int column) {
        String file = "";
        long offset = 0;
        int line = ProbePlace.NO_LINE;
        if (scanner.skipBlanks().take("@")) {
            int fileColumn = scanner.skipBlanks().column();
            file = word();
            if (!isSourceFile(file)) {
                throw scanner.errorAt(
                        fileColumn,
                        "expected a source file after @, such as fs/read_write.c, but found "
                                + (file.isEmpty() ? scanner.found() : "'" + file + "'"));
            }
            scanner.skipBlanks();
        }
        if (scanner.take("+")) {
            int offsetColumn = scanner.skipBlanks().column();
            offset = scanner.number("an offset in bytes");
            if (offset < 0) {
                throw scanner.errorAt(offsetColumn, "an offset beyond 63 bits");
            }
        } else if (scanner.take(":")) {
            scanner.skipBlanks();
            line = scanner.number("a line, counted from the function's first", 0, LAST_LINE);
        }
        return new ProbePlace.Function(name, file, offset, line, column);
    }

    /** A word of letters, digits and {@code _ . / ~ - * ? [ ] !}; empty if there is none. */
    private String word() {
        String text = scanner.text();
        int start = scanner.position();
        int end = start;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        scanner.backTo(end);
        return text.substring(start, end);
    }

    private static boolean isWordPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || WORD_MARKS.indexOf(c) >= 0;
    }

    private static boolean isSourceFile(String word) {
        int dot = word.lastIndexOf('.');
        return dot >= 0 && SOURCE_FILE_ENDS.contains(word.substring(dot + 1));
    }

    private boolean returnMark() {
        int column = scanner.column();
        if (!scanner.take("%")) {
            return false;
        }
        String word = scanner.startsName() ? scanner.name("return") : "";
        if (!word.equals("return")) {
            throw scanner.errorAt(
                    column, "only %return may follow a function name", Nearest.of(word, List.of("return"), "%"));
        }
        return true;
    }
}
