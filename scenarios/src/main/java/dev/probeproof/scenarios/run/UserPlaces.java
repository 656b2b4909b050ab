// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.scenarios.format.NumberWord;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places in files of user space. The files need not exist: a function that a scenario names gets an offset of its own, the same
 * for the program that is attached there and for the call.
 */
final class UserPlaces {
    private static final Pattern FUNCTION =
            Pattern.compile("(.+):([\\w.$@]+)(?:\\+(0[xX][0-9a-fA-F]{1,12}|\\d{1,12}))?");
    private static final Pattern OFFSET = Pattern.compile("(.+)\\+(0[xX][0-9a-fA-F]{1,12}|\\d{1,12})");

    /** Far behind what offsets are that somebody writes down, so that the two are never the same place. */
    private static final long FIRST = 1L << 40;

    private static final long DISTANCE_BYTES = 1 << 20;

    private final Map<String, Long> functions = new HashMap<>();

    /** @param offset in bytes from the start of the file */
    record Place(Path file, long offset) {
        AttachPoint.Uprobe uprobe(boolean onReturn) {
            return new AttachPoint.Uprobe(file, offset, -1, onReturn);
        }
    }

    /** {@code FILE:FUNCTION}, {@code FILE:FUNCTION+OFFSET} or {@code FILE+OFFSET}. */
    Place find(Value.Word word) {
        Matcher function = FUNCTION.matcher(word.text());
        if (function.matches()) {
            long start = functions.computeIfAbsent(
                    function.group(1) + ":" + function.group(2), name -> FIRST + functions.size() * DISTANCE_BYTES);
            return new Place(file(word, function.group(1)), start + offset(function.group(3)));
        }
        Matcher offset = OFFSET.matcher(word.text());
        if (offset.matches()) {
            return new Place(file(word, offset.group(1)), offset(offset.group(2)));
        }
        throw new ScenarioException(
                word.position(),
                "'" + word.text() + "' is no place in user space: write FILE:FUNCTION or FILE+OFFSET, such as"
                        + " /usr/bin/bash:readline");
    }

    private static long offset(String written) {
        OptionalLong offset = written == null ? OptionalLong.of(0) : NumberWord.parse(written, "");
        return offset.orElse(0);
    }

    private static Path file(Value.Word word, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException odd) {
            throw new ScenarioException(word.position(), "'" + name + "' is no file name: " + odd.getReason());
        }
    }
}
