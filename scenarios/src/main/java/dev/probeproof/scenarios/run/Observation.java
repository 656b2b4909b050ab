// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.scenarios.model.ProgramCoverage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that can be seen of the programs of one scenario: what they call, and how often each instruction is executed. */
final class Observation {
    private final List<LoadedObject> objects;
    private final LineTables tables;
    private final HelperWords words;
    private final Map<LoadedInstance, long[]> executed = new IdentityHashMap<>();

    Observation(List<LoadedObject> objects, LineTables tables, HelperWords words) {
        this.objects = objects;
        this.tables = tables;
        this.words = words;
    }

    BodyWatch watch(LoadedInstance instance, Optional<RunWatch> fetches) {
        ExecutionListener prologue =
                fetches.<ExecutionListener>map(watch -> watch).orElse(new ExecutionListener() {});
        int prologueSlots = instance.instance().prologue().size();
        return new BodyWatch(
                prologue,
                prologueSlots,
                tables.of(instance),
                words,
                executed.computeIfAbsent(
                        instance,
                        each -> new long[each.instance().instructions().size()]));
    }

    /** Of every program that has lines, whether it ran or not. */
    List<ProgramCoverage> coverage() {
        List<ProgramCoverage> all = new ArrayList<>();
        for (LoadedObject object : objects) {
            for (LoadedProgram program : object.programs()) {
                if (program.instances().isEmpty()) {
                    continue;
                }
                LineTable table = tables.of(program.instances().get(0));
                long[] counts = new long[table.lines().size()];
                for (LoadedInstance instance : program.instances()) {
                    long[] slots = executed.get(instance);
                    if (slots != null) {
                        table.add(slots, instance.instance().prologue().size(), counts);
                    }
                }
                if (counts.length > 0) {
                    all.add(new ProgramCoverage(object.object().fileName(), program.name(), table.lines(), counts));
                }
            }
        }
        return all;
    }
}
