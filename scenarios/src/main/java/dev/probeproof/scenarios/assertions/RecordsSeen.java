// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.judge.Seen;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;

/** What was kept of a kernel that is gone. */
record RecordsSeen(List<RunRecord> runs, List<EventRecord> events, List<MapRecord> maps) implements Seen {
    RecordsSeen {
        runs = List.copyOf(runs);
        events = List.copyOf(events);
        maps = List.copyOf(maps);
    }

    @Override
    public Optional<List<String>> buffers() {
        return Optional.empty();
    }

    @Override
    public EventRecord as(EventRecord event, Value.Word type) {
        if (event.type().equals(type.text()) || event.type().equals("struct " + type.text())) {
            return event;
        }
        throw new IllegalArgumentException("records of '" + event.map() + "' were kept as "
                + (event.type().isEmpty() ? "bytes" : event.type())
                + "; as another type they can be read in a ProbedKernel only");
    }

    @Override
    public MapRecord map(Value.Word name) {
        return maps.stream()
                .filter(map -> map.map().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        maps.isEmpty()
                                ? "no maps were kept here; ask the ProbedKernel or the ScenarioResult for '"
                                        + name.text() + "'"
                                : "no map '" + name.text() + "'"
                                        + suffix(
                                                name.text(),
                                                maps.stream()
                                                        .map(MapRecord::map)
                                                        .toList())));
    }

    private static String suffix(String name, List<String> there) {
        List<String> nearest = Nearest.of(name, there);
        return nearest.isEmpty() ? "; there are " + String.join(", ", there) : Nearest.suffix(nearest);
    }

    @Override
    public Datum variable(Value.Field path) {
        throw new IllegalArgumentException(
                "variables are gone with the kernel; ask a ProbedKernel for '" + path.name() + "'");
    }

    /** Of those that did not run nothing is known. */
    @Override
    public List<String> programs() {
        return runs.stream().map(RunRecord::program).distinct().toList();
    }
}
