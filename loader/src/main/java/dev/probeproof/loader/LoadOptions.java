// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.InstanceCallback;
import dev.probeproof.loader.instance.InstancePreprocessor;
import dev.probeproof.loader.instance.NumberedPreprocessor;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.DebugTargets;
import dev.probeproof.loader.probe.ProbePoint;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What differs from what the source says, by program, map and variable. Immutable; every method returns changed options.
 * The object itself stays as it is: each load makes its own changed copy.
 *
 * <pre>{@code
 * LoadOptions options = LoadOptions.DEFAULT
 *         .withVariable("debug", true)
 *         .withMap("events", map -> map.withMaxEntries(1 << 20))
 *         .withProgram("handler", program -> program.inSection("kprobe/vfs_read"))
 *         .withDefinitions("on_file", List.of("vfs_read(file->f_flags, count)"))
 *         .withLog(VerifierLogLevel.INSTRUCTIONS);
 * }</pre>
 */
public final class LoadOptions {
    /** Everything as the source says; a verifier log only of what is refused; pins below {@code /sys/fs/bpf}. */
    public static final LoadOptions DEFAULT = new LoadOptions(
            VerifierLogLevel.ON_REJECTION, Path.of("/sys/fs/bpf"), Map.of(), Map.of(), Map.of(), DebugTargets.NONE);

    private final VerifierLogLevel log;
    private final Path pinRoot;
    private final Map<String, ProgramOptions> programs;
    private final Map<String, MapOptions> maps;
    private final Map<String, Object> variables;
    private final DebugTargets debugTargets;

    private LoadOptions(
            VerifierLogLevel log,
            Path pinRoot,
            Map<String, ProgramOptions> programs,
            Map<String, MapOptions> maps,
            Map<String, Object> variables,
            DebugTargets debugTargets) {
        this.log = log;
        this.pinRoot = pinRoot;
        this.programs = programs;
        this.maps = maps;
        this.variables = variables;
        this.debugTargets = debugTargets;
    }

    public VerifierLogLevel log() {
        return log;
    }

    /** The directory for maps that the source pins by name. */
    public Path pinRoot() {
        return pinRoot;
    }

    /** Which debug information tells where the places of definitions are. */
    public DebugTargets debugTargets() {
        return debugTargets;
    }

    /** What is said about programs, by name. */
    Map<String, ProgramOptions> programs() {
        return programs;
    }

    /** What is said about maps, by name or section name. */
    Map<String, MapOptions> maps() {
        return maps;
    }

    /** Initial values of variables by path, in the order in which they were given. */
    Map<String, Object> variables() {
        return variables;
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

    private ProgramOptions of(String program) {
        return programs.getOrDefault(program, ProgramOptions.NOTHING);
    }

    public LoadOptions withLog(VerifierLogLevel level) {
        return new LoadOptions(level, pinRoot, programs, maps, variables, debugTargets);
    }

    /** Pins maps that the source pins by name in that directory. */
    public LoadOptions withPinRoot(Path directory) {
        return new LoadOptions(log, directory, programs, maps, variables, debugTargets);
    }

    /**
     * Gives a global variable another initial value. For constants this is the only way, and programs are verified with
     * that value. Checked when the object is loaded: {@link dev.probeproof.loader.object.VariableException}.
     *
     * @param path such as {@code debug} or {@code config.limits[2]}; see
     *     {@link dev.probeproof.loader.object.VariablePlace#find}
     * @param value see {@link dev.probeproof.loader.object.VariablePlace#store}
     */
    public LoadOptions withVariable(String path, Object value) {
        return new LoadOptions(log, pinRoot, programs, maps, changed(variables, path, value), debugTargets);
    }

    /** Creates a map otherwise than its definition says: its type, sizes, flags. The name stays. */
    public LoadOptions withMap(String map, UnaryOperator<MapSpec> change) {
        return withMap(map, ofMap(map).withChange(change));
    }

    /**
     * Creates a map that is optional, or leaves one out. What names a map that was left out is replaced by a call of a
     * helper that there is not, so that a program is refused only if it can get there.
     */
    public LoadOptions withMapCreation(String map, boolean create) {
        return withMap(map, ofMap(map).withCreate(create));
    }

    /**
     * Uses a map that exists in place of a new one. It must be of the same type and sizes, keeps its content, and is not
     * closed with the object.
     */
    public LoadOptions withMapReplacement(String map, MapHandle replacement) {
        return withMap(map, ofMap(map).withReplacement(replacement));
    }

    /** Uses the map that is pinned there, or pins a new one there if there is none. */
    public LoadOptions withMapPin(String map, Path path) {
        return withMap(map, ofMap(map).withPin(path));
    }

    private MapOptions ofMap(String map) {
        return maps.getOrDefault(map, MapOptions.NOTHING);
    }

    private LoadOptions withMap(String map, MapOptions options) {
        return new LoadOptions(log, pinRoot, programs, changed(maps, map, options), variables, debugTargets);
    }

    /** Loads a program as another type or for another target, such as one whose section name says nothing. */
    public LoadOptions withProgram(String program, UnaryOperator<ProgramSpec> change) {
        return with(program, of(program).withChange(change));
    }

    /** Probes a program at these definitions, not at those in the source. */
    public LoadOptions withDefinitions(String program, List<String> definitions) {
        return with(program, of(program).withDefinitions(definitions));
    }

    /** Probes a program at one more point, one that no definition can say, such as an instruction of a file. */
    public LoadOptions withPoint(String program, ProbePoint point) {
        return with(program, of(program).withPoint(point));
    }

    /**
     * Finds the places of all definitions by the debug information of that kernel, module or program: lines inside
     * functions, inlined copies, local variables.
     */
    public LoadOptions withDebugInfo(DebugTarget target) {
        return withDebugInfo(DebugTargets.always(target));
    }

    /** The same where definitions are of several files. */
    public LoadOptions withDebugInfo(DebugTargets targets) {
        return new LoadOptions(log, pinRoot, programs, maps, variables, targets);
    }

    public LoadOptions withLayout(String program, PrologueLayout layout) {
        return with(program, of(program).withLayout(layout));
    }

    public LoadOptions withPreprocessor(String program, InstancePreprocessor preprocessor) {
        return with(program, of(program).withPreprocessor(preprocessor));
    }

    /** Loads a program as that many instances, each made by the callback. */
    public LoadOptions withInstances(String program, int count, InstanceCallback callback) {
        return withPreprocessor(program, new NumberedPreprocessor(count, callback));
    }

    /** Loads a program that its section marks as optional, or leaves one out. */
    public LoadOptions withLoad(String program, boolean load) {
        return with(program, of(program).withLoad(load));
    }

    private LoadOptions with(String program, ProgramOptions options) {
        return new LoadOptions(log, pinRoot, changed(programs, program, options), maps, variables, debugTargets);
    }

    private static <T> Map<String, T> changed(Map<String, T> all, String name, T value) {
        Map<String, T> changed = new LinkedHashMap<>(all);
        changed.put(name, value);
        return Collections.unmodifiableMap(changed);
    }
}
