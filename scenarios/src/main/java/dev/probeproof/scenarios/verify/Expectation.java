// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the author of a program says its verdict is, by declaration tags of its function, as the kernel's own tests have
 * them: {@code comment:test_expect_failure}, {@code comment:test_expect_msg=R0 !read_ok}. What they say about users
 * without privileges is left aside.
 *
 * @param fails whether the program is to be refused
 * @param messages what the log has to contain, in this order; parts in double braces are regular expressions
 * @param logLevel the level that the messages need
 * @param flags {@code BPF_F_*} to load it with, besides its own
 */
public record Expectation(boolean fails, List<String> messages, int logLevel, int flags) {
    private static final Pattern TAG = Pattern.compile("comment:(?:(\\d{1,9}):)?(\\w+)(?:=(.*))?", Pattern.DOTALL);
    private static final Pattern COUNTED = Pattern.compile("(\\d{1,9})=(.*)", Pattern.DOTALL);
    private static final Map<String, Integer> FLAGS = Map.of(
            "BPF_F_STRICT_ALIGNMENT", 1,
            "BPF_F_ANY_ALIGNMENT", 1 << 1,
            "BPF_F_TEST_RND_HI32", 1 << 2,
            "BPF_F_TEST_STATE_FREQ", 1 << 3,
            "BPF_F_SLEEPABLE", 1 << 4,
            "BPF_F_XDP_HAS_FRAGS", 1 << 5,
            "BPF_F_TEST_REG_INVARIANTS", 1 << 7);

    public Expectation {
        messages = List.copyOf(messages);
    }

    /** What the object says of a program; empty if nothing. */
    public static Optional<Expectation> of(BpfObject object, ProgramSpec program) {
        Btf types = object.btf();
        if (types == null) {
            return Optional.empty();
        }
        Map<Long, String> tags = new TreeMap<>();
        for (int id = types.firstId(); id < types.endId(); id++) {
            if (types.kind(id) == BtfKind.DECL_TAG
                    && types.type(id) instanceof BtfType.DeclTag tag
                    && tag.component() < 0
                    && tag.type() == program.function().btfId()) {
                tags.put(place(tag.name(), id), tag.name());
            }
        }
        return read(List.copyOf(tags.values()));
    }

    /** Tags that count themselves come in that order, others as they stand in the file. */
    private static long place(String tag, int id) {
        Matcher match = TAG.matcher(tag);
        if (!match.matches()) {
            return id;
        }
        Matcher counted = COUNTED.matcher(match.group(3) == null ? "" : match.group(3));
        String number = match.group(1) != null ? match.group(1) : counted.matches() ? counted.group(1) : "0";
        return Long.parseLong(number) << 32 | id;
    }

    static Optional<Expectation> read(List<String> tags) {
        boolean isExpectation = false;
        boolean fails = false;
        List<String> messages = new ArrayList<>();
        int level = 0;
        int flags = 0;
        for (String tag : tags) {
            Matcher match = TAG.matcher(tag);
            if (!match.matches()) {
                continue;
            }
            String value = match.group(3) == null ? "" : match.group(3);
            switch (match.group(2)) {
                case "test_expect_failure" -> {
                    isExpectation = true;
                    fails = true;
                }
                case "test_expect_success" -> isExpectation = true;
                case "test_expect_msg" -> messages.add(COUNTED.matcher(value).replaceFirst("$2"));
                case "test_log_level" -> level = number(value);
                case "test_prog_flags" -> flags |= FLAGS.containsKey(value) ? FLAGS.get(value) : number(value);
                default -> {}
            }
        }
        return isExpectation || !messages.isEmpty()
                ? Optional.of(new Expectation(fails, messages, level, flags))
                : Optional.empty();
    }

    private static int number(String text) {
        return text.matches("0x[0-9a-fA-F]{1,7}|\\d{1,8}") ? Integer.decode(text) : 0;
    }

    /** The first message that a log does not have behind those before it; empty if it has all. */
    public Optional<String> missingFrom(String log) {
        int from = 0;
        for (String message : messages) {
            Matcher match = pattern(message).matcher(log);
            if (!match.find(from)) {
                return Optional.of(message);
            }
            from = match.end();
        }
        return Optional.empty();
    }

    private static Pattern pattern(String message) {
        StringBuilder pattern = new StringBuilder();
        int at = 0;
        while (at < message.length()) {
            int open = message.indexOf("{{", at);
            int close = open < 0 ? -1 : message.indexOf("}}", open);
            if (close < 0) {
                break;
            }
            pattern.append(Pattern.quote(message.substring(at, open)))
                    .append("(?:")
                    .append(message, open + 2, close)
                    .append(")");
            at = close + 2;
        }
        return Pattern.compile(pattern + Pattern.quote(message.substring(at)));
    }
}
