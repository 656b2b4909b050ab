// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.LoadOptions;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.uapi.ProgramType;
import dev.probeproof.scenarios.format.NumberWord;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where programs are attached that their section alone does not attach: what a tool's user space would do, with functions whose
 * names it finds out at run time, with files of user space, with perf events.
 */
final class AttachPlaces {
    /** What profilers ask for; a scenario's samples come when it says so. */
    private static final AttachPoint SAMPLES = AttachPoint.PerfEvent.profile(99);

    /** What functions of the kernel have not in their names. */
    private static final Pattern FILE = Pattern.compile("[:/]");

    private final Scenario scenario;
    private final UserPlaces userPlaces;

    AttachPlaces(Scenario scenario, UserPlaces userPlaces) {
        this.scenario = scenario;
        this.userPlaces = userPlaces;
    }

    LoadOptions of(BpfObject object, LoadOptions options) {
        LoadOptions changed = options;
        for (ProgramSpec program : object.programs()) {
            List<Value.Word> places = scenario.attach().stream()
                    .filter(each -> each.program().text().equals(program.name()))
                    .flatMap(each -> each.definitions().stream())
                    .toList();
            changed = places.isEmpty() ? bySection(program, changed) : attach(program, places, changed);
        }
        return changed;
    }

    private LoadOptions bySection(ProgramSpec program, LoadOptions options) {
        if (program.type() == ProgramType.PERF_EVENT) {
            return options.withPoint(program.name(), new ProbePoint("perf_event", SAMPLES, List.of()));
        }
        if (isUser(program) && program.target().contains(":")) {
            return attach(program, List.of(new Value.Word(program.target(), false, scenario.position())), options);
        }
        return options;
    }

    private LoadOptions attach(ProgramSpec program, List<Value.Word> places, LoadOptions options) {
        String kind = kind(program);
        if (isUser(program) || kind.equals("kprobe") || kind.equals("kretprobe")) {
            LoadOptions changed = options;
            boolean onReturn = kind.startsWith("uret") || kind.equals("kretprobe");
            for (Value.Word place : places) {
                // To the kernel a uprobe's program is a kprobe's: many tools say where only when they attach.
                AttachPoint point =
                        isUser(program) || FILE.matcher(place.text()).find()
                                ? userPlaces.find(place).uprobe(onReturn)
                                : kprobe(place, onReturn);
                changed = changed.withPoint(program.name(), new ProbePoint(place.text(), point, List.of()));
            }
            return changed;
        }
        if (places.size() > 1) {
            throw new ScenarioException(
                    places.get(1).position(), "a program of section '" + program.section() + "' has one place only");
        }
        String place = places.get(0).text();
        String target = program.type() == ProgramType.TRACEPOINT ? place.replace(':', '/') : place;
        return options.withProgram(program.name(), spec -> spec.withTarget(target));
    }

    private static AttachPoint kprobe(Value.Word place, boolean onReturn) {
        int plus = place.text().indexOf('+');
        if (plus < 0) {
            return new AttachPoint.Kprobe(place.text(), 0, onReturn);
        }
        long offset = NumberWord.parse(place.text().substring(plus + 1), "")
                .orElseThrow(() -> new ScenarioException(
                        place.position(), "no offset in bytes behind '+': '" + place.text() + "'"));
        return new AttachPoint.Kprobe(place.text().substring(0, plus), offset, onReturn);
    }

    private static boolean isUser(ProgramSpec program) {
        String kind = kind(program);
        return kind.startsWith("uprobe") || kind.startsWith("uretprobe");
    }

    private static String kind(ProgramSpec program) {
        String section = program.section().startsWith("?") ? program.section().substring(1) : program.section();
        int slash = section.indexOf('/');
        return slash < 0 ? section : section.substring(0, slash);
    }
}
