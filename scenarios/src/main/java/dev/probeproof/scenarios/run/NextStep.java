// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.SourcePosition;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that is about to happen in a {@link ProbedKernel}, to be filled in. The keys are those of a step in a scenario file
 * (docs/scenario-format.md), and so is what is said about a wrong one; its place is that of the call of {@link #fire} in the test.
 */
public final class NextStep {
    private static final String OURS = ProbedKernel.class.getPackageName() + ".";

    private final ProbedKernel kernel;
    private final SourcePosition position;
    private final List<Value.Field> fields = new ArrayList<>();
    private final List<Value.Field> arguments = new ArrayList<>();
    private final List<Value.Field> registers = new ArrayList<>();
    private final List<Value.Field> recordFields = new ArrayList<>();

    /** @param what the text or the map behind the kind of step */
    NextStep(ProbedKernel kernel, String kind, Object what) {
        this.kernel = kernel;
        this.position = caller();
        with(kind, what);
    }

    /** The line of the test, so that what is wrong is found as in a scenario file. */
    private static SourcePosition caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().startsWith(OURS))
                        .findFirst()
                        .map(frame -> new SourcePosition(
                                String.valueOf(frame.getFileName()), Math.max(1, frame.getLineNumber()), 1))
                        .orElse(JavaValues.NOWHERE));
    }

    /** An argument by the name that the kernel's types give it. A map is a new object, a text for a pointer is text in memory. */
    public NextStep arg(String name, Object value) {
        arguments.add(named(name, value));
        return this;
    }

    /** An argument that leads to an object of the kernel. */
    public NextStep arg(String name, KernelObject object) {
        return arg(name, object.address());
    }

    /** @param position from 1 */
    public NextStep arg(int position, Object value) {
        return arg(Integer.toString(position), value);
    }

    /** A field of a tracepoint's record. */
    public NextStep field(String name, Object value) {
        recordFields.add(named(name, value));
        return this;
    }

    /** A register by its name, whatever the arguments say. */
    public NextStep register(String name, Object value) {
        registers.add(named(name, value));
        return this;
    }

    /** What it returns; 0 if nobody says. */
    public NextStep returns(Object value) {
        return with("returns", value);
    }

    /** How long it takes, {@code "3us"}. */
    public NextStep takes(String duration) {
        return with("takes", duration);
    }

    /** How long it takes. */
    public NextStep takes(Duration duration) {
        return with("takes", duration);
    }

    /** In a task that the setting names; it stays the current one. */
    public NextStep in(String task) {
        return with("in", task);
    }

    /** On a CPU, from 0; it stays the current one. */
    public NextStep on(int cpu) {
        return with("cpu", cpu);
    }

    /** So much later, {@code "2ms"}. */
    public NextStep after(String duration) {
        return with("after", duration);
    }

    /** So often. */
    public NextStep times(int count) {
        return with("repeat", count);
    }

    /** Any other key of a step: {@code stack}, {@code data}, {@code context}, {@code address}, {@code at}. */
    public NextStep with(String key, Object value) {
        fields.add(named(key, value));
        return this;
    }

    /**
     * It happens.
     *
     * @return what ran, and which records came out of buffers
     * @throws ScenarioException for a name that this kernel does not have, or a value that does not fit
     * @throws dev.probeproof.scenarios.format.ScenarioSyntaxException for a key that such a step does not have
     */
    public StepRecord fire() {
        List<Value.Field> all = new ArrayList<>(fields);
        put(all, "args", arguments);
        put(all, "registers", registers);
        put(all, "fields", recordFields);
        return kernel.carryOut(
                ScenarioReader.readStep(new Value.Fields(all, position), kernel.taskNames(), kernel.otherNames()));
    }

    private void put(List<Value.Field> all, String key, List<Value.Field> under) {
        if (!under.isEmpty()) {
            all.add(new Value.Field(key, position, new Value.Fields(under, position)));
        }
    }

    private Value.Field named(String name, Object value) {
        return new Value.Field(name, position, JavaValues.of(value, position));
    }
}
