// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.judge;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what was expected with what was seen. Each thing that differs is one mismatch, with what came closest to it. */
public final class Judge {
    private final Words words;
    private final Comparison comparison;

    public Judge(Words words) {
        this.words = words;
        this.comparison = new Comparison(words);
    }

    /** What is not as expected, in the order of the file. */
    public List<Mismatch> judge(Expectation expected, Seen seen) {
        List<Mismatch> found = new ArrayList<>();
        faults(expected, seen, found);
        expected.runs().forEach(run -> run(run, seen, found));
        expected.maps().forEach(map -> map(map, seen, found));
        expected.variables().forEach(variable -> variable(variable, seen, found));
        expected.events().forEach(events -> events(events, seen, found));
        expected.printed().ifPresent(lines -> printed(lines, seen, found));
        if (expected.nothingElse()) {
            nothingElse(expected, seen, found);
        }
        return found;
    }

    /** A fault that nobody expects is always a mismatch. */
    private static void faults(Expectation expected, Seen seen, List<Mismatch> found) {
        Set<String> allowed = expected.runs().stream()
                .filter(run -> run.fault().isPresent())
                .map(run -> run.program().text())
                .collect(Collectors.toSet());
        for (RunRecord run : seen.runs()) {
            if (run.fault().isPresent() && !allowed.contains(run.program())) {
                found.add(new Mismatch(
                        expected.position(),
                        "program '" + run.program() + "' at " + run.attachedTo(),
                        "no fault",
                        run.fault().get(),
                        ""));
            }
        }
    }

    private void run(Expectation.RunExpectation expected, Seen seen, List<Mismatch> found) {
        String program = expected.program().text();
        String subject = "program '" + program + "'";
        if (!seen.programs().contains(program)) {
            List<String> nearest = Nearest.of(program, seen.programs());
            found.add(new Mismatch(
                    expected.program().position(),
                    subject,
                    "a program of that name",
                    "none is loaded; there are " + String.join(", ", seen.programs()),
                    nearest.isEmpty() ? "" : nearest.get(0)));
            return;
        }
        List<RunRecord> runs = seen.runs().stream()
                .filter(run -> run.program().equals(program))
                .toList();
        boolean never = expected.times().isPresent()
                && comparison.matches(expected.times().get(), Datum.Number.of(0))
                && runs.isEmpty();
        if (never) {
            return;
        }
        if (runs.isEmpty()) {
            found.add(
                    new Mismatch(expected.program().position(), subject, "to run", "it did not run", ranInstead(seen)));
            return;
        }
        expected.times()
                .filter(times -> !comparison.matches(times, Datum.Number.of(runs.size())))
                .ifPresent(times -> found.add(new Mismatch(
                        times.position(),
                        subject,
                        "to run " + times + " times",
                        "it ran " + runs.size() + " times",
                        "")));
        for (RunRecord run : runs) {
            expected.returns()
                    .filter(value -> !comparison.matches(value, Datum.Number.of(run.returned())))
                    .ifPresent(value -> found.add(new Mismatch(
                            value.position(),
                            subject + " at " + run.attachedTo(),
                            "to return " + value,
                            Long.toString(run.returned()),
                            "")));
            fault(expected, run, subject, found);
            expected.fetched().forEach(argument -> fetched(argument, run, subject, found));
        }
    }

    private static String ranInstead(Seen seen) {
        String others = seen.runs().stream()
                .map(run -> run.program() + " at " + run.attachedTo())
                .distinct()
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : "these ran: " + others;
    }

    private static void fault(
            Expectation.RunExpectation expected, RunRecord run, String subject, List<Mismatch> found) {
        if (expected.fault().isEmpty()) {
            return;
        }
        Value fault = expected.fault().get();
        String wanted = fault instanceof Value.Word word ? word.text() : fault.toString();
        boolean fits = run.fault().isPresent()
                && (wanted.equals("any") || run.fault().get().contains(wanted));
        if (!fits) {
            found.add(new Mismatch(
                    fault.position(),
                    subject + " at " + run.attachedTo(),
                    "a fault: " + wanted,
                    run.fault().orElse("it ended well and returned " + run.returned()),
                    ""));
        }
    }

    private void fetched(Value.Field expected, RunRecord run, String subject, List<Mismatch> found) {
        String what = subject + " at " + run.attachedTo() + ", argument '" + expected.name() + "'";
        Optional<dev.probeproof.scenarios.model.FetchRecord> record = run.fetched().stream()
                .filter(each -> each.name().equals(expected.name()))
                .findFirst();
        if (record.isEmpty()) {
            List<String> names = run.fetched().stream()
                    .map(dev.probeproof.scenarios.model.FetchRecord::name)
                    .toList();
            found.add(new Mismatch(
                    expected.position(),
                    what,
                    expected.value().toString(),
                    names.isEmpty()
                            ? "its prologue fetches nothing"
                            : "there is none; it has " + String.join(", ", names),
                    ""));
            return;
        }
        boolean wantsFailure = expected.value() instanceof Value.Word word
                && !word.quoted()
                && word.text().equals("failed");
        if (wantsFailure != record.get().failed()) {
            found.add(new Mismatch(
                    expected.position(),
                    what,
                    wantsFailure ? "not to be fetched" : expected.value().toString(),
                    record.get().failed()
                            ? "it could not be fetched: " + lastHop(record.get())
                            : record.get().value().toString(),
                    ""));
        } else if (!wantsFailure
                && !comparison.matches(expected.value(), record.get().value())) {
            found.add(new Mismatch(
                    expected.position(),
                    what,
                    expected.value().toString(),
                    record.get().value().toString(),
                    ""));
        }
    }

    private static String lastHop(dev.probeproof.scenarios.model.FetchRecord record) {
        return record.hops().isEmpty()
                ? "another argument failed"
                : "0x"
                        + Long.toHexString(
                                record.hops().get(record.hops().size() - 1).address()) + ": "
                        + record.hops().get(record.hops().size() - 1).what();
    }

    private void map(Expectation.MapExpectation expected, Seen seen, List<Mismatch> found) {
        MapRecord map = seen.map(expected.map());
        Set<MapRecord.Entry> used = new HashSet<>();
        for (Value.Fields entry : expected.entries()) {
            Optional<MapRecord.Entry> fitting =
                    map.entries().stream().filter(each -> fits(entry, each)).findFirst();
            if (fitting.isPresent()) {
                used.add(fitting.get());
            } else {
                found.add(new Mismatch(
                        entry.position(),
                        "map '" + map.map() + "'",
                        "an entry " + entry,
                        count(map.entries().size() + map.omitted(), "entry", "entries") + ", none of them that",
                        nearestEntry(entry, map)));
            }
        }
        for (Value key : expected.absent()) {
            map.entries().stream()
                    .filter(each -> comparison.matches(key, each.key()))
                    .findFirst()
                    .ifPresent(each -> found.add(new Mismatch(
                            key.position(), "map '" + map.map() + "'", "no entry " + key, show(each), "")));
        }
        expected.count()
                .filter(count ->
                        !comparison.matches(count, Datum.Number.of(map.entries().size() + map.omitted())))
                .ifPresent(count -> found.add(new Mismatch(
                        count.position(),
                        "map '" + map.map() + "'",
                        count + " entries",
                        Long.toString(map.entries().size() + map.omitted()),
                        "")));
        if (expected.whole()) {
            others(map, used, expected.map().position(), found);
        }
    }

    private static void others(MapRecord map, Set<MapRecord.Entry> used, SourcePosition at, List<Mismatch> found) {
        for (MapRecord.Entry entry : map.entries()) {
            if (!used.contains(entry)) {
                found.add(new Mismatch(at, "map '" + map.map() + "'", "nothing else", show(entry), ""));
            }
        }
    }

    private boolean fits(Value.Fields expected, MapRecord.Entry entry) {
        return expected.get("key")
                        .map(key -> comparison.matches(key, entry.key()))
                        .orElse(true)
                && expected.get("value")
                        .map(value -> comparison.matches(value, entry.value()))
                        .orElse(true);
    }

    /** The entry with the same key if there is one, else the one that differs least. */
    private String nearestEntry(Value.Fields expected, MapRecord map) {
        return map.entries().stream()
                .map(entry -> {
                    List<Comparison.Difference> key = expected.get("key")
                            .map(value -> comparison.differences(value, entry.key()))
                            .orElse(List.of());
                    List<Comparison.Difference> value = expected.get("value")
                            .map(each -> comparison.differences(each, entry.value()))
                            .orElse(List.of());
                    List<String> lines = new ArrayList<>(List.of(show(entry)));
                    key.forEach(each -> lines.add("key " + each));
                    value.forEach(each -> lines.add("value " + each));
                    return new Near(1000 * key.size() + value.size(), String.join("\n", lines));
                })
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::text)
                .orElse("");
    }

    private record Near(int distance, String text) {}

    private static String show(MapRecord.Entry entry) {
        return "{key: " + entry.key() + ", value: " + entry.value() + "}";
    }

    private void variable(Value.Field expected, Seen seen, List<Mismatch> found) {
        Datum actual = seen.variable(expected);
        for (Comparison.Difference difference : comparison.differences(expected.value(), actual)) {
            found.add(new Mismatch(
                    expected.position(),
                    "variable '" + expected.name() + (difference.path().isEmpty() ? "" : "." + difference.path()) + "'",
                    difference.expected(),
                    difference.actual(),
                    ""));
        }
    }

    private void events(Expectation.EventExpectation expected, Seen seen, List<Mismatch> found) {
        List<EventRecord> events = seen.events().stream()
                .filter(event -> event.map().equals(expected.map().text()))
                .map(event -> expected.type().map(type -> seen.as(event, type)).orElse(event))
                .toList();
        String subject = "records of '" + expected.map().text() + "'";
        Optional<List<String>> buffers = seen.buffers();
        if (buffers.isPresent() && !buffers.get().contains(expected.map().text())) {
            List<String> nearest = Nearest.of(expected.map().text(), buffers.get());
            found.add(new Mismatch(
                    expected.map().position(),
                    subject,
                    "a ring buffer or perf buffer of that name",
                    buffers.get().isEmpty()
                            ? "the objects have none"
                            : "there is none; there are " + String.join(", ", buffers.get()),
                    nearest.isEmpty() ? "" : nearest.get(0)));
            return;
        }
        int next = 0;
        for (Value record : expected.records()) {
            int at = next;
            while (at < events.size() && !expected.whole() && !matches(record, events.get(at))) {
                at++;
            }
            if (at >= events.size()) {
                found.add(new Mismatch(
                        record.position(),
                        subject,
                        "a record " + record,
                        next >= events.size() && expected.whole()
                                ? count(events.size(), "record", "records") + " and no more"
                                : "none of " + count(events.size(), "record", "records"),
                        nearestEvent(record, events)));
            } else if (!matches(record, events.get(at))) {
                EventRecord event = events.get(at);
                found.add(new Mismatch(
                        record.position(),
                        subject + ", number " + (at + 1),
                        record.toString(),
                        event.value().toString(),
                        differences(record, event)));
                next = at + 1;
            } else {
                next = at + 1;
            }
        }
        for (int i = next; expected.whole() && i < events.size(); i++) {
            found.add(new Mismatch(
                    expected.map().position(),
                    subject + ", number " + (i + 1),
                    "nothing else",
                    events.get(i).value().toString(),
                    ""));
        }
    }

    private boolean matches(Value record, EventRecord event) {
        return words.bytes(record)
                .map(bytes -> java.util.Arrays.equals(bytes, event.bytes().toArray()))
                .orElseGet(() -> comparison.matches(record, event.value()));
    }

    private String differences(Value record, EventRecord event) {
        return comparison.differences(record, event.value()).stream()
                .map(Comparison.Difference::toString)
                .collect(Collectors.joining("\n"));
    }

    private String nearestEvent(Value record, List<EventRecord> events) {
        return events.stream()
                .min(Comparator.comparingInt(
                        event -> comparison.differences(record, event.value()).size()))
                .map(event -> event.value() + "\n" + differences(record, event))
                .orElse("");
    }

    private void printed(Value.Items expected, Seen seen, List<Mismatch> found) {
        List<String> lines = seen.runs().stream()
                .flatMap(run -> run.printed().stream())
                .map(Judge::message)
                .toList();
        for (int i = 0; i < Math.max(lines.size(), expected.values().size()); i++) {
            if (i >= expected.values().size()) {
                found.add(new Mismatch(
                        expected.position(),
                        "line " + (i + 1) + " of what was printed",
                        "nothing else",
                        lines.get(i),
                        ""));
            } else if (i >= lines.size()
                    || !comparison.matches(expected.values().get(i), new Datum.Text(lines.get(i)))) {
                found.add(new Mismatch(
                        expected.values().get(i).position(),
                        "line " + (i + 1) + " of what was printed",
                        expected.values().get(i).toString(),
                        i >= lines.size() ? "no more lines" : lines.get(i),
                        ""));
            }
        }
    }

    /** A line of {@code trace_pipe} without what the kernel puts in front of it: task, CPU, flags, time. */
    private static String message(String line) {
        int at = line.indexOf("bpf_trace_printk: ");
        return at < 0 ? line : line.substring(at + "bpf_trace_printk: ".length());
    }

    private void nothingElse(Expectation expected, Seen seen, List<Mismatch> found) {
        Set<String> programs =
                expected.runs().stream().map(run -> run.program().text()).collect(Collectors.toSet());
        Set<String> reported = new HashSet<>();
        for (RunRecord run : seen.runs()) {
            if (!programs.contains(run.program()) && reported.add(run.program())) {
                found.add(new Mismatch(
                        expected.position(),
                        "program '" + run.program() + "'",
                        "nothing else",
                        "it ran at " + run.attachedTo(),
                        ""));
            }
        }
        Set<String> buffers =
                expected.events().stream().map(events -> events.map().text()).collect(Collectors.toSet());
        seen.events().stream()
                .filter(event -> !buffers.contains(event.map()))
                .forEach(event -> found.add(new Mismatch(
                        expected.position(),
                        "records of '" + event.map() + "'",
                        "nothing else",
                        event.value().toString(),
                        "")));
        if (expected.printed().isEmpty()) {
            printed(new Value.Items(List.of(), expected.position()), seen, found);
        }
        Set<String> maps = expected.maps().stream().map(map -> map.map().text()).collect(Collectors.toSet());
        for (MapRecord map : seen.maps()) {
            if (!maps.contains(map.map())) {
                others(map, Set.of(), expected.position(), found);
            }
        }
    }

    private static String count(long count, String one, String many) {
        return count == 0 ? "no " + many : count + " " + (count == 1 ? one : many);
    }
}
