// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.debug.Debugger;
import dev.probeproof.scenarios.debug.Inspector;
import dev.probeproof.scenarios.debug.SourceFiles;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioRunner;
import dev.probeproof.scenarios.run.ScenarioSelection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A scenario that was launched, with what its configuration says. */
final class Session implements AutoCloseable {
    private final Campaign.Job job;
    private final Debugger debugger;
    private final Inspector inspector;
    private final SourceTable sources;
    private final boolean stopsOnEntry;
    private final boolean stopsAtEnd;

    private Session(Campaign.Job job, Debugger debugger, Map<String, Object> configuration) {
        this.job = job;
        this.debugger = debugger;
        this.inspector = new Inspector(debugger);
        this.sources = new SourceTable(inspector, new SourceFiles(ScenarioSelection.sourceFolders(job)));
        this.stopsOnEntry = isSet(configuration, "stopOnEntry");
        this.stopsAtEnd = isSet(configuration, "stopAtEnd");
    }

    /** Loads the scenario and goes to its first instruction. */
    static Session launch(Map<String, Object> configuration) {
        String scenario = text(configuration, "scenario");
        if (scenario.isEmpty()) {
            throw new DebugException(
                    "the launch configuration lacks \"scenario\", the path of a scenario file such as \"opens.yaml\" or"
                            + " \"opens.yaml:24\"");
        }
        String filter = text(configuration, "filter");
        String program = text(configuration, "program");
        Campaign.Job job = ScenarioSelection.of(
                        scenario, filter.isEmpty() ? List.of() : List.of(filter), text(configuration, "kernel"))
                .get(0);
        TargetKernel kernel = Kernels.byName(job.kernel());
        ScenarioRunner runner = new ScenarioRunner();
        Debugger debugger = new Debugger(
                observer -> runner.run(job.scenario(), job.file().path(), kernel, observer),
                program.isEmpty() ? Set.of() : Set.of(program));
        try {
            debugger.start();
        } catch (RuntimeException refused) {
            debugger.close();
            throw refused;
        }
        return new Session(job, debugger, configuration);
    }

    private static String text(Map<String, Object> configuration, String name) {
        Object value = configuration.get(name);
        if (value != null && !(value instanceof String)) {
            throw new DebugException("\"" + name + "\" of the launch configuration is a text, not " + value);
        }
        return value == null ? "" : (String) value;
    }

    private static boolean isSet(Map<String, Object> configuration, String name) {
        Object value = configuration.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw new DebugException("\"" + name + "\" of the launch configuration is true or false, not " + value);
        }
        return Boolean.TRUE.equals(value);
    }

    Campaign.Job job() {
        return job;
    }

    Debugger debugger() {
        return debugger;
    }

    Inspector inspector() {
        return inspector;
    }

    SourceTable sources() {
        return sources;
    }

    boolean stopsOnEntry() {
        return stopsOnEntry;
    }

    boolean stopsAtEnd() {
        return stopsAtEnd;
    }

    @Override
    public void close() {
        debugger.close();
    }
}
