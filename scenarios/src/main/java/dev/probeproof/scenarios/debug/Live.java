// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.ScenarioWorld;
import dev.probeproof.scenarios.trace.Frame;
import dev.probeproof.scenarios.trace.Frames;
import dev.probeproof.scenarios.trace.Places;
import dev.probeproof.scenarios.trace.ProgramCode;
import dev.probeproof.scenarios.trace.ProgramCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An execution at one moment, before an instruction or at the scenario's end. For the thread that carries it out. */
final class Live {
    private final ScenarioWorld world;
    private final ProgramCodes codes;
    private final Places places;
    private final List<Access> accesses = new ArrayList<>();
    private Frames frames = new Frames();
    private long number;
    private long fingerprint;
    private int run;
    private int step;
    private int stepLine;
    private String stepTitle = "";
    private String task = "";
    private String attachedTo = "";
    private boolean runBegins;
    private @Nullable Site before;
    private @Nullable ScenarioResult result;

    /** Memory that the last instruction touched. */
    record Access(long address, long sizeBytes, boolean write) {}

    /** An instruction of a program. */
    record Site(ProgramCode code, int slot) {}

    Live(ScenarioWorld world) {
        this.world = world;
        this.codes = new ProgramCodes(world.objects());
        this.places = new Places(world);
    }

    ScenarioWorld world() {
        return world;
    }

    ProgramCodes codes() {
        return codes;
    }

    Places places() {
        return places;
    }

    List<Access> accesses() {
        return accesses;
    }

    Frames frames() {
        return frames;
    }

    /** Instructions that began until now, this one included; at the end, one more than there are. */
    long number() {
        return number;
    }

    int run() {
        return run;
    }

    int step() {
        return step;
    }

    /** Its line in the scenario's file. */
    int stepLine() {
        return stepLine;
    }

    String stepTitle() {
        return stepTitle;
    }

    String task() {
        return task;
    }

    String attachedTo() {
        return attachedTo;
    }

    /** Whether this is the first instruction of a run. */
    boolean runBegins() {
        return runBegins;
    }

    /** The instruction before this one, perhaps of another run. */
    Optional<Site> before() {
        return Optional.ofNullable(before);
    }

    /** What came of the scenario; empty until its end. */
    Optional<ScenarioResult> result() {
        return Optional.ofNullable(result);
    }

    boolean isEnd() {
        return result != null;
    }

    /** The function that is about to go on. */
    Frame frame() {
        if (frames.isEmpty()) {
            throw new DebugException("no program runs: the scenario has ended");
        }
        return frames.current();
    }

    /** Whether a piece of a line of C begins here, as somebody who steps by lines sees it. */
    boolean startsLine() {
        if (isEnd()) {
            return false;
        }
        Frame frame = frame();
        ProgramCode code = frame.code();
        if (code.line(frame.slot()).isEmpty()) {
            return false;
        }
        int last = frame.slotBefore();
        return last < 0
                || !Lines.same(code, last, frame.slot())
                || frame.slot() <= last && code.startsLine(frame.slot());
    }

    void stepBegins(int newStep, int line, String title, String newTask) {
        step = newStep;
        stepLine = line;
        stepTitle = title;
        task = newTask;
    }

    void runBegins(Frames ofRun, String newAttachedTo) {
        frames = ofRun;
        attachedTo = newAttachedTo;
        run++;
        runBegins = true;
    }

    void instruction() {
        number++;
        Frame frame = frames.current();
        long seen = fingerprint * 31 + frame.slot();
        for (int register = 0; register <= 10; register++) {
            seen = seen * 31 + frame.register(register);
        }
        fingerprint = seen;
    }

    /** A number that is the same for executions that went the same way. */
    long fingerprint() {
        return fingerprint;
    }

    /** The instruction is about to be executed. */
    void leave() {
        Frame frame = frame();
        before = new Site(frame.code(), frame.slot());
        runBegins = false;
        accesses.clear();
    }

    void ended(ScenarioResult of) {
        frames = new Frames();
        result = of;
        number++;
        runBegins = false;
    }

    /** The run that was interrupted by another one goes on. */
    void resumed(Frames ofRun) {
        frames = ofRun;
    }
}
