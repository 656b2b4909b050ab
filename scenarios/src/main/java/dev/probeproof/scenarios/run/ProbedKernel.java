// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.judge.Judge;
import dev.probeproof.scenarios.judge.Seen;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.Step;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Map;

/**
 * An emulated kernel with programs loaded and attached, for tests in Java: what a scenario file says in its steps, a test says here.
 * {@link ScenarioRunner#open} makes one.
 *
 * <pre>{@code
 * StepRecord step = kernel.call("vfs_read").arg("count", 512).returns(512).takes("3us").fire();
 * MapRecord histogram = kernel.map("histogram");
 * }</pre>
 *
 * <p>Values are Java's: numbers, texts, byte arrays, lists, and maps for structs. A text is what it is in a scenario file without
 * quotes ({@code "$passwd"}, {@code "O_RDONLY"}, {@code "2ms"}, {@code "/etc/passwd"}). Used by one thread at a time.
 */
public final class ProbedKernel implements AutoCloseable {
    private final EmulatedKernel kernel;
    private final List<LoadedObject> objects;
    private final Execution execution;
    private boolean begun;
    private boolean closed;

    ProbedKernel(EmulatedKernel kernel, List<LoadedObject> objects, Execution execution) {
        this.kernel = kernel;
        this.objects = List.copyOf(objects);
        this.execution = execution;
    }

    /** The kernel itself, for what this class has no method for. */
    public EmulatedKernel kernel() {
        return kernel;
    }

    /** Its name, types and symbols. */
    public TargetKernel target() {
        return kernel.target();
    }

    /** What was loaded, in the order in which it was named. */
    public List<LoadedObject> objects() {
        return objects;
    }

    /** A function of the kernel is called: its entry and its return. */
    public NextStep call(String function) {
        return next("call", function);
    }

    /** It is entered, and not left before {@link #leave}. */
    public NextStep enter(String function) {
        return next("enter", function);
    }

    /** It is left by the task that entered it. */
    public NextStep leave(String function) {
        return next("leave", function);
    }

    /** A process makes a system call. */
    public NextStep syscall(String name) {
        return next("syscall", name);
    }

    /** A tracepoint is passed, {@code sched:sched_switch}. */
    public NextStep tracepoint(String event) {
        return next("tracepoint", event);
    }

    /** A function in user space is called, {@code /usr/bin/bash:readline}. */
    public NextStep userCall(String place) {
        return next("user-call", place);
    }

    /** A sample of a perf event is taken, standing for that many events. */
    public NextStep sample(long period) {
        return next("sample", Long.toString(period));
    }

    /** A program is run by hand, as {@code BPF_PROG_TEST_RUN} does. */
    public NextStep run(String program) {
        return next("run", program);
    }

    /** User space writes to a map. */
    public StepRecord update(String map, Object key, Object value) {
        return next("update", map).with("key", key).with("value", value).fire();
    }

    /** User space deletes from a map. */
    public StepRecord delete(String map, Object key) {
        return next("delete", map).with("key", key).fire();
    }

    /** A global variable of the programs, or a member of an object ({@code $file->f_pos}), becomes another value. */
    public StepRecord set(String place, Object value) {
        return new NextStep(this, "set", Map.of(place, value)).fire();
    }

    /** Time passes: {@code "5ms"}. */
    public StepRecord pass(String duration) {
        return next("wait", duration).fire();
    }

    /** What a map holds now. */
    public MapRecord map(String name) {
        return seen().map(JavaValues.word(name));
    }

    /** What a global variable is now; members and elements by {@code config.limits[2]}. */
    public Datum variable(String path) {
        return seen().variable(new Value.Field(path, JavaValues.NOWHERE, JavaValues.word(path)));
    }

    /** All that happened so far, and maps and variables as they are now: what assertions look at. */
    public Seen seen() {
        begin();
        return execution.seen();
    }

    /** What happened in one step, and maps and variables as they are now. */
    public Seen seen(StepRecord step) {
        begin();
        return execution.seen(step);
    }

    /** Compares what is expected with what was seen; it knows the enumerators of this kernel and of the objects. */
    public Judge judge() {
        return execution.judge();
    }

    StepRecord carryOut(Step step) {
        begin();
        return execution.next(step);
    }

    List<String> taskNames() {
        return execution.setting().taskNames();
    }

    List<String> otherNames() {
        return execution.setting().otherNames();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            execution.begin();
        }
    }

    private NextStep next(String kind, String what) {
        return new NextStep(this, kind, what);
    }

    /** Carries out the scenario's own steps. */
    ScenarioResult result() {
        return execution.result();
    }

    /** Programs go, then the kernel. A second time does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            execution.close();
            objects.forEach(LoadedObject::close);
            kernel.close();
        }
    }

    @Override
    public String toString() {
        return kernel.target().name();
    }
}
