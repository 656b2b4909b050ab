// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line as most of them are: options by their full or short names, values as words of their own, nothing twice
 * that may stand once. It is read without picocli, whose model of one command takes longer to make than a short command
 * runs. Whatever is less plain, or wrong, or asks for help is left to {@link Parsing}: what picocli says is what counts,
 * and a command line that is read here means the same there.
 */
final class PlainLine {
    private final List<String> words;
    private int at;
    private boolean hasParameter;
    private boolean plain = true;

    private PlainLine(List<String> words) {
        this.words = words;
    }

    /** The command with its options set, or null if picocli has to say what the words mean. */
    static @Nullable Command read(List<String> words) {
        return new PlainLine(words).command();
    }

    private @Nullable Command command() {
        RootCommand root = new RootCommand();
        while (at < words.size() && isOption()) {
            if (!root.take(this) || !plain) {
                return null;
            }
            at++;
        }
        if (at == words.size()) {
            return root;
        }
        String name = words.get(at++);
        if (!Commands.NAMES.contains(name)) {
            return null;
        }
        Command command = Commands.create(name, root.output());
        while (at < words.size()) {
            hasParameter |= !isOption();
            if (words.get(at).isEmpty() || !command.take(this) || !plain) {
                return null;
            }
            at++;
        }
        // Every command that reads itself from here wants at least one.
        return hasParameter ? command : null;
    }

    private boolean isOption() {
        return words.get(at).startsWith("-");
    }

    /** What the present word is: the name of an option as it was typed, or the empty text for a parameter. */
    String option() {
        return isOption() ? words.get(at) : "";
    }

    /** Those before and the present parameter. */
    List<String> parameter(List<String> before) {
        return append(before, words.get(at));
    }

    /** The present parameter, of which there may be one only. */
    String parameter() {
        return words.get(at);
    }

    /** For an option that is there or not. */
    boolean flag(boolean before) {
        plain &= !before;
        return true;
    }

    /** For an option with one value: the word behind it. */
    String value(String before) {
        plain &= before.isEmpty();
        return next();
    }

    /** For an option that may be repeated: the values before, and the word behind it. */
    List<String> value(List<String> before) {
        return append(before, next());
    }

    private String next() {
        at++;
        if (at >= words.size() || isOption() || words.get(at).isEmpty()) {
            plain = false;
            return "";
        }
        return words.get(at);
    }

    private static List<String> append(List<String> before, String word) {
        List<String> all = new ArrayList<>(before);
        all.add(word);
        return all;
    }
}
