// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.InstanceCallback;
import dev.probeproof.loader.instance.InstancePreprocessor;
import dev.probeproof.loader.instance.NumberedPreprocessor;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What differs from what the source says, program by program. Immutable; every method returns changed options.
 *
 * <pre>{@code
 * LoadOptions options = LoadOptions.DEFAULT
 *         .withDefinitions("on_file", List.of("vfs_read(file->f_flags, count)"))
 *         .withLog(VerifierLogLevel.INSTRUCTIONS);
 * }</pre>
 */
public final class LoadOptions {
    /** Everything as the source says; a verifier log only of what is refused. */
    public static final LoadOptions DEFAULT = new LoadOptions(VerifierLogLevel.ON_REJECTION, Map.of());

    private final VerifierLogLevel log;
    private final Map<String, ForProgram> programs;

    /** What is said about one program; empty where nothing is. */
    private record ForProgram(
            Optional<List<String>> definitions,
            List<ProbePoint> points,
            Optional<PrologueLayout> layout,
            Optional<InstancePreprocessor> preprocessor,
            Optional<Boolean> load) {
        static final ForProgram NOTHING =
                new ForProgram(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private LoadOptions(VerifierLogLevel log, Map<String, ForProgram> programs) {
        this.log = log;
        this.programs = programs;
    }

    public VerifierLogLevel log() {
        return log;
    }

    /** The programs that something is said about. */
    List<String> programNames() {
        return List.copyOf(programs.keySet());
    }

    /** Probe definitions in place of the source's, if any are given. */
    public Optional<List<String>> definitions(String program) {
        return of(program).definitions();
    }

    /** Probe points beside those of the definitions. */
    public List<ProbePoint> points(String program) {
        return of(program).points();
    }

    /** The layout in place of the one that the program's prototype asks for. */
    public Optional<PrologueLayout> layout(String program) {
        return of(program).layout();
    }

    /** Who makes the program's instances instead of the prologue generator. */
    public Optional<InstancePreprocessor> preprocessor(String program) {
        return of(program).preprocessor();
    }

    /** Whether to load the program, if that differs from what its section says. */
    public Optional<Boolean> load(String program) {
        return of(program).load();
    }

    private ForProgram of(String program) {
        return programs.getOrDefault(program, ForProgram.NOTHING);
    }

    public LoadOptions withLog(VerifierLogLevel level) {
        return new LoadOptions(level, programs);
    }

    /** Probes a program at these definitions, not at those in the source. */
    public LoadOptions withDefinitions(String program, List<String> definitions) {
        ForProgram old = of(program);
        return with(
                program,
                new ForProgram(
                        Optional.of(List.copyOf(definitions)),
                        old.points(),
                        old.layout(),
                        old.preprocessor(),
                        old.load()));
    }

    /** Probes a program at one more point, one that no definition can say, such as an instruction of a file. */
    public LoadOptions withPoint(String program, ProbePoint point) {
        ForProgram old = of(program);
        List<ProbePoint> points = new ArrayList<>(old.points());
        points.add(point);
        return with(
                program,
                new ForProgram(old.definitions(), List.copyOf(points), old.layout(), old.preprocessor(), old.load()));
    }

    public LoadOptions withLayout(String program, PrologueLayout layout) {
        ForProgram old = of(program);
        return with(
                program,
                new ForProgram(old.definitions(), old.points(), Optional.of(layout), old.preprocessor(), old.load()));
    }

    public LoadOptions withPreprocessor(String program, InstancePreprocessor preprocessor) {
        ForProgram old = of(program);
        return with(
                program,
                new ForProgram(old.definitions(), old.points(), old.layout(), Optional.of(preprocessor), old.load()));
    }

    /** Loads a program as that many instances, each made by the callback. */
    public LoadOptions withInstances(String program, int count, InstanceCallback callback) {
        return withPreprocessor(program, new NumberedPreprocessor(count, callback));
    }

    /** Loads a program that its section marks as optional, or leaves one out. */
    public LoadOptions withLoad(String program, boolean load) {
        ForProgram old = of(program);
        return with(
                program,
                new ForProgram(old.definitions(), old.points(), old.layout(), old.preprocessor(), Optional.of(load)));
    }

    private LoadOptions with(String program, ForProgram changed) {
        Map<String, ForProgram> all = new LinkedHashMap<>(programs);
        all.put(program, changed);
        return new LoadOptions(log, Collections.unmodifiableMap(all));
    }
}
