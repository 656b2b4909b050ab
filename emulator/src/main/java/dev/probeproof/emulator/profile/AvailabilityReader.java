// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.emulator.profile.AvailabilityTable.Measured;
import dev.probeproof.emulator.profile.AvailabilityTable.Row;
import dev.probeproof.emulator.profile.HelperAvailability.Condition;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

/**
 * Reads {@link MeasuredHelpers}. Of each release there is a line for what every type has, and a line for what each type
 * has besides:
 *
 * <pre>
 * every type: 1-3 5-8 | sleepable 148
 * kprobe: 4 25 | trampoline 173
 * cgroup_sock_addr 10 11: 25 64
 * </pre>
 *
 * <p>Numbers after a type are the attach types that the line is for; a line without them is for all others. Words after a
 * bar are conditions for the helpers that follow them:
 *
 * <ul>
 *   <li>{@code sleepable}: only sleepable programs ("helper call might sleep in a non-sleepable prog")
 *   <li>{@code target}: some attach targets only: bpf_d_path in certain functions, hooks and iterators ("helper call is not
 *       allowed in probe"), bpf_setsockopt in iterators of sockets and operations of TCP, hashes of inodes in hooks that
 *       sleep
 *   <li>{@code trampoline}: of this type only programs that a trampoline calls ("supported only for
 *       fentry/fexit/fmod_ret programs")
 * </ul>
 *
 * <p>A command asks for one type, and its lines are a hundredth of all: those of a type are read when it is asked for.
 */
final class AvailabilityReader {
    private static final String EVERY_TYPE = "every type";

    /** Each with an end before it and after. */
    private final String lines;

    private AvailabilityReader(String lines) {
        this.lines = lines;
    }

    static List<Measured> releases() {
        List<Measured> releases = new ArrayList<>();
        for (MeasuredHelpers.Release measured : MeasuredHelpers.releases()) {
            releases.add(
                    new Measured(KernelRelease.of(measured.name()), new AvailabilityReader("\n" + measured.lines())));
        }
        return Collections.unmodifiableList(releases);
    }

    /** The rows of a type, the one for all other attach types first, where a search ends up if no other fits. */
    List<Row> rows(ProgramType type) {
        List<Row> rows = new ArrayList<>();
        String name = type.name().toLowerCase(Locale.ROOT);
        for (int at = line(name, 0); at >= 0; at = line(name, at)) {
            int colon = lines.indexOf(':', at);
            Set<Integer> attachTypes = attachTypes(lines.substring(at + name.length(), colon));
            Map<HelperId, Set<Condition>> helpers = new EnumMap<>(HelperId.class);
            add(helpers(line(EVERY_TYPE, 0)), helpers);
            add(helpers(at), helpers);
            rows.add(
                    attachTypes.isEmpty() ? 0 : rows.size(),
                    new Row(attachTypes, Collections.unmodifiableMap(helpers)));
        }
        return Collections.unmodifiableList(rows);
    }

    /** Where the next line about a subject starts, or less than 0. */
    private int line(String subject, int from) {
        for (int at = lines.indexOf("\n" + subject, from); at >= 0; at = lines.indexOf("\n" + subject, at + 1)) {
            char after = lines.charAt(at + 1 + subject.length());
            if (after == ':' || after == ' ') {
                return at + 1;
            }
        }
        return -1;
    }

    /** What a line says behind its colon. */
    private String helpers(int line) {
        return lines.substring(lines.indexOf(':', line) + 1, lines.indexOf('\n', line));
    }

    private static Set<Integer> attachTypes(String numbers) {
        Set<Integer> attachTypes = new TreeSet<>();
        StringTokenizer words = new StringTokenizer(numbers, " ");
        while (words.hasMoreTokens()) {
            attachTypes.add(Integer.parseInt(words.nextToken()));
        }
        return Collections.unmodifiableSet(attachTypes);
    }

    private static void add(String groups, Map<HelperId, Set<Condition>> helpers) {
        for (String group : groups.split("\\|")) {
            EnumSet<Condition> conditions = EnumSet.noneOf(Condition.class);
            StringTokenizer words = new StringTokenizer(group, " ");
            while (words.hasMoreTokens()) {
                String word = words.nextToken();
                if (Character.isDigit(word.charAt(0))) {
                    add(word, conditions, helpers);
                } else {
                    conditions.add(condition(word));
                }
            }
        }
    }

    private static void add(String range, EnumSet<Condition> conditions, Map<HelperId, Set<Condition>> helpers) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        for (int number = first; number <= last; number++) {
            Optional<HelperId> helper = HelperId.of(number);
            if (helper.isEmpty()) {
                throw new IllegalStateException("no helper " + number);
            }
            Set<Condition> known = helpers.get(helper.get());
            if (known == null) {
                helpers.put(helper.get(), EnumSet.copyOf(conditions));
            } else {
                known.addAll(conditions);
            }
        }
    }

    private static Condition condition(String word) {
        return switch (word) {
            case "sleepable" -> Condition.SLEEPABLE_PROGRAM;
            case "target" -> Condition.SOME_TARGETS;
            case "trampoline" -> Condition.TRAMPOLINE;
            default -> throw new IllegalStateException("no condition '" + word + "'");
        };
    }
}
