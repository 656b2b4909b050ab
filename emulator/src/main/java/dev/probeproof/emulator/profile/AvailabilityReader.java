// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.emulator.profile.AvailabilityTable.Measured;
import dev.probeproof.emulator.profile.AvailabilityTable.Row;
import dev.probeproof.emulator.profile.HelperAvailability.Condition;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

/**
 * Reads {@code availability.txt}. A line {@code release R} begins a kernel; then comes a line for what every type has, and
 * a line for what each type has besides:
 *
 * <pre>
 * every type: 1-3 5-8 | sleepable 148
 * kprobe: 4 25 | trampoline 173
 * cgroup_sock_addr 10 11: 25 64
 * </pre>
 *
 * <p>Numbers after a type are the attach types that the line is for; a line without them is for all others. Words after a
 * bar are conditions for the helpers that follow them.
 */
final class AvailabilityReader {
    private static final String RESOURCE = "availability.txt";
    private static final String EVERY_TYPE = "every type";

    private final List<Measured> releases = new ArrayList<>();
    private Map<ProgramType, List<Row>> rows = new EnumMap<>(ProgramType.class);
    private Map<HelperId, Set<Condition>> ofEveryType = AvailabilityTable.noHelpers();

    private AvailabilityReader() {}

    static List<Measured> read() {
        AvailabilityReader reader = new AvailabilityReader();
        try (InputStream bytes = AvailabilityReader.class.getResourceAsStream(RESOURCE)) {
            if (bytes == null) {
                throw new IllegalStateException("no resource " + RESOURCE);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
            lines.lines().map(String::strip).filter(AvailabilityReader::says).forEach(reader::line);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return Collections.unmodifiableList(reader.releases);
    }

    private static boolean says(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    private void line(String line) {
        if (line.startsWith("release ")) {
            rows = new EnumMap<>(ProgramType.class);
            releases.add(new Measured(KernelRelease.of(line.substring("release ".length())), rows));
            return;
        }
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalStateException(RESOURCE + ": no colon in '" + line + "'");
        }
        String subject = line.substring(0, colon).strip();
        String helpers = line.substring(colon + 1);
        if (subject.equals(EVERY_TYPE)) {
            ofEveryType = AvailabilityTable.noHelpers();
            add(helpers, ofEveryType);
            return;
        }
        Map<HelperId, Set<Condition>> all = AvailabilityTable.noHelpers();
        ofEveryType.forEach((helper, conditions) -> all.put(helper, EnumSet.copyOf(conditions)));
        add(helpers, all);
        String[] words = subject.split(" ");
        Set<Integer> attachTypes = new TreeSet<>();
        for (int index = 1; index < words.length; index++) {
            attachTypes.add(Integer.parseInt(words[index]));
        }
        List<Row> ofType =
                rows.computeIfAbsent(ProgramType.valueOf(words[0].toUpperCase(Locale.ROOT)), type -> new ArrayList<>());
        Row row = new Row(Collections.unmodifiableSet(attachTypes), Collections.unmodifiableMap(all));
        // The line for all other attach types is found first where no other fits.
        ofType.add(attachTypes.isEmpty() ? 0 : ofType.size(), row);
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

    private static void add(String range, Set<Condition> conditions, Map<HelperId, Set<Condition>> helpers) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        for (int number = first; number <= last; number++) {
            int wanted = number;
            HelperId helper = HelperId.of(wanted)
                    .orElseThrow(() -> new IllegalStateException(RESOURCE + ": no helper " + wanted));
            helpers.computeIfAbsent(helper, each -> EnumSet.noneOf(Condition.class))
                    .addAll(conditions);
        }
    }

    private static Condition condition(String word) {
        return switch (word) {
            case "sleepable" -> Condition.SLEEPABLE_PROGRAM;
            case "target" -> Condition.SOME_TARGETS;
            case "trampoline" -> Condition.TRAMPOLINE;
            default -> throw new IllegalStateException(RESOURCE + ": no condition '" + word + "'");
        };
    }
}
