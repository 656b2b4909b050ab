// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.model.Expectation;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Reads expectations. */
final class ExpectationReader {
    static final List<String> KEYS =
            List.of("runs", "maps", "variables", "events", "printed", "nothing-else", "per-kernel");
    static final List<String> RUN = List.of("times", "returns", "fetched", "fault");
    static final List<String> MAP = List.of("entries", "has", "absent", "count");
    static final List<String> EVENTS = List.of("type", "records", "has");
    private static final int MOST_REGEX = 1000;

    private final Shape shape;
    private final Names names;

    ExpectationReader(Shape shape, Names names) {
        this.shape = shape;
        this.names = names;
    }

    Expectation read(Value value) {
        Value.Fields fields = shape.fields(value, "'expect'");
        shape.onlyKeys(fields, "'expect'", KEYS);
        names.check(fields, shape);
        checkMatchers(fields);
        return new Expectation(
                fields.position(),
                runs(fields),
                maps(fields),
                shape.fields(fields, "variables").fields(),
                events(fields),
                fields.get("printed").map(lines -> new Value.Items(shape.items(lines), lines.position())),
                shape.flag(fields, "nothing-else"),
                perKernel(fields));
    }

    /** {@code runs: {on_open: 0}}, or with more to say {@code runs: {on_open: {times: 2, fetched: {…}}}}. */
    private List<Expectation.RunExpectation> runs(Value.Fields fields) {
        List<Expectation.RunExpectation> runs = new ArrayList<>();
        for (Value.Field run : shape.fields(fields, "runs").fields()) {
            Value.Word program = new Value.Word(run.name(), false, run.position());
            if (run.value() instanceof Value.Fields more
                    && more.fields().stream().allMatch(field -> !Matchers.NAMES.contains(field.name()))) {
                shape.onlyKeys(more, "an expected run", RUN);
                runs.add(new Expectation.RunExpectation(
                        program,
                        more.get("times"),
                        more.get("returns"),
                        shape.fields(more, "fetched").fields(),
                        more.get("fault")));
            } else {
                Optional<Value> returns = Shape.isNothing(run.value()) ? Optional.empty() : Optional.of(run.value());
                runs.add(new Expectation.RunExpectation(
                        program, Optional.empty(), returns, List.of(), Optional.empty()));
            }
        }
        return runs;
    }

    /** A list is all there is; {@code empty} is nothing; a mapping says more or less. */
    private List<Expectation.MapExpectation> maps(Value.Fields fields) {
        List<Expectation.MapExpectation> maps = new ArrayList<>();
        for (Value.Field map : shape.fields(fields, "maps").fields()) {
            Value.Word name = new Value.Word(map.name(), false, map.position());
            if (map.value() instanceof Value.Fields more) {
                shape.onlyKeys(more, "an expected map", MAP);
                maps.add(new Expectation.MapExpectation(
                        name,
                        entries(more.get("entries").or(() -> more.get("has"))),
                        more.get("entries").isPresent(),
                        more.get("absent").map(shape::items).orElse(List.of()),
                        more.get("count")));
            } else {
                boolean empty =
                        map.value() instanceof Value.Word word && word.text().equals("empty");
                maps.add(new Expectation.MapExpectation(
                        name,
                        entries(empty ? Optional.empty() : Optional.of(map.value())),
                        true,
                        List.of(),
                        Optional.empty()));
            }
        }
        return maps;
    }

    private List<Value.Fields> entries(Optional<Value> value) {
        List<Value.Fields> entries = new ArrayList<>();
        for (Value entry : value.map(shape::items).orElse(List.of())) {
            Value.Fields pair = shape.fields(entry, "an entry");
            shape.onlyKeys(pair, "an entry", List.of("key", "value"));
            shape.require(
                    pair.get("key").isPresent() || pair.get("value").isPresent(),
                    pair.position(),
                    "an entry has a 'key', a 'value' or both");
            entries.add(pair);
        }
        return entries;
    }

    private List<Expectation.EventExpectation> events(Value.Fields fields) {
        List<Expectation.EventExpectation> events = new ArrayList<>();
        for (Value.Field buffer : shape.fields(fields, "events").fields()) {
            Value.Word name = new Value.Word(buffer.name(), false, buffer.position());
            if (buffer.value() instanceof Value.Fields more) {
                shape.onlyKeys(more, "expected events", EVENTS);
                Optional<Value> records = more.get("records").or(() -> more.get("has"));
                events.add(new Expectation.EventExpectation(
                        name,
                        shape.word(more, "type"),
                        records.map(shape::items).orElse(List.of()),
                        more.get("has").isEmpty()));
            } else {
                boolean empty =
                        buffer.value() instanceof Value.Word word && word.text().equals("empty");
                events.add(new Expectation.EventExpectation(
                        name, Optional.empty(), empty ? List.of() : shape.items(buffer.value()), true));
            }
        }
        return events;
    }

    private List<Expectation.OnKernel> perKernel(Value.Fields fields) {
        List<Expectation.OnKernel> all = new ArrayList<>();
        for (Value.Field kernel : shape.fields(fields, "per-kernel").fields()) {
            all.add(new Expectation.OnKernel(
                    new Value.Word(kernel.name(), false, kernel.position()), read(kernel.value())));
        }
        return all;
    }

    /** What a matcher takes is known before any kernel is: a range has two ends, a pattern can be compiled. */
    private void checkMatchers(Value value) {
        if (value instanceof Value.Items items) {
            items.values().forEach(this::checkMatchers);
        } else if (value instanceof Value.Fields fields) {
            for (Value.Field field : fields.fields()) {
                if (field.name().equals("between") && fields.fields().size() == 1) {
                    shape.require(
                            field.value() instanceof Value.Items range
                                    && range.values().size() == 2,
                            field.position(),
                            "'between' has two ends: {between: [1, 10]}");
                } else if (field.name().equals("matches") && fields.fields().size() == 1) {
                    checkPattern(field);
                }
                checkMatchers(field.value());
            }
        }
    }

    private void checkPattern(Value.Field field) {
        if (!(field.value() instanceof Value.Word pattern) || pattern.text().length() > MOST_REGEX) {
            shape.mistakes()
                    .add(
                            field.position(),
                            "'matches' has a regular expression of at most " + MOST_REGEX + " characters");
            return;
        }
        try {
            java.util.regex.Pattern.compile(pattern.text());
        } catch (PatternSyntaxException broken) {
            shape.mistakes().add(pattern.position(), "no regular expression: " + broken.getDescription());
        }
    }
}
