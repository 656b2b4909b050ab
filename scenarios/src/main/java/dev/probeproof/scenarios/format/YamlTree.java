// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as trees of values, made from the parser's events: nothing is constructed, every scalar stays text, and depth, number
 * of values and what aliases repeat are bounded before they cost anything.
 */
final class YamlTree {
    /** Values of one file, those that aliases repeat counted each time. */
    private static final int MOST_VALUES = 200_000;

    private static final int DEEPEST = 64;
    private static final Set<String> CORE_TAGS = Set.of(
            "!",
            "tag:yaml.org,2002:str",
            "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float",
            "tag:yaml.org,2002:bool",
            "tag:yaml.org,2002:null",
            "tag:yaml.org,2002:map",
            "tag:yaml.org,2002:seq");
    private static final int MOST_CODE_POINTS = 16 << 20;

    private final String file;
    private final Mistakes mistakes;
    private final Map<Anchor, Value> anchors = new HashMap<>();
    private final Map<Anchor, Integer> sizes = new HashMap<>();
    private int values;

    private YamlTree(String file, Mistakes mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** The documents of a text; empty ones are left out. */
    static List<Value> read(String text, String file, Mistakes mistakes) {
        YamlTree tree = new YamlTree(file, mistakes);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setCodePointLimit(MOST_CODE_POINTS)
                .build();
        try {
            return tree.documents(new Parse(settings).parseString(text).iterator());
        } catch (MarkedYamlEngineException broken) {
            mistakes.add(
                    tree.at(broken.getProblemMark()),
                    "this is not YAML: " + broken.getProblem()
                            + (broken.getContext() == null ? "" : " (" + broken.getContext() + ")"));
        } catch (YamlEngineException broken) {
            mistakes.add(new SourcePosition(file, 1, 1), "this is not YAML: " + broken.getMessage());
        }
        mistakes.check();
        throw new IllegalStateException("a mistake was noted, and is thrown");
    }

    private List<Value> documents(Iterator<Event> events) {
        List<Value> documents = new ArrayList<>();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    anchors.clear();
                    sizes.clear();
                }
                case Scalar, SequenceStart, MappingStart, Alias -> {
                    Value document = value(event, events, 0);
                    boolean empty =
                            document instanceof Value.Word word && word.text().isEmpty() && !word.quoted();
                    if (!empty) {
                        documents.add(document);
                    }
                }
                default -> {
                    // Ends of documents and of the stream, comments.
                }
            }
        }
        return documents;
    }

    private Value value(Event event, Iterator<Event> events, int depth) {
        SourcePosition position = at(event.getStartMark());
        int before = values;
        count(1, position);
        if (depth > DEEPEST) {
            mistakes.add(position, "values nest deeper than " + DEEPEST);
            mistakes.check();
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias.getAlias(), position);
        }
        Value value;
        refuseTag(event, position);
        if (event instanceof ScalarEvent scalar) {
            value = new Value.Word(scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, position);
        } else if (event.getEventId() == Event.ID.SequenceStart) {
            value = items(events, depth, position);
        } else {
            value = fields(events, depth, position);
        }
        Optional<Anchor> anchor = event instanceof NodeEvent node ? node.getAnchor() : Optional.empty();
        if (anchor.isPresent()) {
            anchors.put(anchor.get(), value);
            sizes.put(anchor.get(), values - before);
        }
        return value;
    }

    /** An alias costs what it repeats; one inside its own anchor has nothing to repeat yet. */
    private Value alias(Anchor name, SourcePosition position) {
        @Nullable Value known = anchors.get(name);
        if (known == null) {
            mistakes.add(position, "alias '*" + name.getValue() + "' before or inside what it stands for");
            mistakes.check();
            throw new IllegalStateException("a mistake was noted, and is thrown");
        }
        count(sizes.getOrDefault(name, 0), position);
        return known;
    }

    private void count(int more, SourcePosition position) {
        values += more;
        if (values > MOST_VALUES) {
            mistakes.add(position, "more than " + MOST_VALUES + " values, those repeated by aliases counted each time");
            mistakes.check();
        }
    }

    /** The tags of YAML's own types say nothing that the text does not; any other would have something constructed. */
    private void refuseTag(Event event, SourcePosition position) {
        Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
        if (tag.isPresent() && !CORE_TAGS.contains(tag.get())) {
            mistakes.add(position, "tag '" + tag.get() + "': scenarios have no tags of their own");
        }
    }

    private Value items(Iterator<Event> events, int depth, SourcePosition position) {
        List<Value> items = new ArrayList<>();
        for (Event event = next(events); event.getEventId() != Event.ID.SequenceEnd; event = next(events)) {
            items.add(value(event, events, depth + 1));
        }
        return new Value.Items(items, position);
    }

    private Value fields(Iterator<Event> events, int depth, SourcePosition position) {
        Map<String, Value.Field> fields = new java.util.LinkedHashMap<>();
        for (Event event = next(events); event.getEventId() != Event.ID.MappingEnd; event = next(events)) {
            Value key = value(event, events, depth + 1);
            Value value = value(next(events), events, depth + 1);
            if (!(key instanceof Value.Word name)) {
                mistakes.add(key.position(), "a key must be a word");
            } else if (fields.containsKey(name.text())) {
                mistakes.add(
                        name.position(),
                        "key '" + name.text() + "' is there twice; first in line "
                                + fields.get(name.text()).position().line());
            } else {
                fields.put(name.text(), new Value.Field(name.text(), name.position(), value));
            }
        }
        return new Value.Fields(List.copyOf(fields.values()), position);
    }

    private static Event next(Iterator<Event> events) {
        Event event = events.next();
        while (event.getEventId() == Event.ID.Comment) {
            event = events.next();
        }
        return event;
    }

    private SourcePosition at(Optional<Mark> mark) {
        return mark.map(at -> new SourcePosition(file, at.getLine() + 1, at.getColumn() + 1))
                .orElse(new SourcePosition(file, 1, 1));
    }
}
