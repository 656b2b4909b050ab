// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineStop;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ResolvedSite;
import dev.probeproof.scenarios.check.CheckReport.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs one instance at one place of machine code that ran up to there, and holds what the body is handed against what the
 * function was given: the location that debug information claims is tried where it counts.
 *
 * <p>Known are the values that were passed. A parameter that still holds its own is where it is said to be. One that holds
 * another may have been assigned by the function; only where it holds what nobody ever wrote is the location wrong. Of a local
 * variable it is known at best that a pointer leads to an object of its type.
 */
final class PointTrial {
    /** Memory that the instance reads and the machine code did not: supplied one read after the other. */
    private static final int MOST_SUPPLIES = 24;

    private final ProgramInstance instance;
    private final ProbePoint point;
    private final CheckedPoint checked;
    private final ResolvedSite site;
    private final SiteMeanings debugInfo;
    private final TargetKernel kernel;
    private final InstanceRunner runner;
    private final List<List<Judged>> judged = new ArrayList<>();
    private final Map<String, Integer> otherEnds = new LinkedHashMap<>();
    private boolean reachedThisTime;

    /** What was found out about an argument in one run. */
    private record Judged(Verdict verdict, String words) {}

    PointTrial(
            ProgramInstance instance,
            ProbePoint point,
            CheckedPoint checked,
            ResolvedSite site,
            SiteMeanings debugInfo,
            TargetKernel kernel,
            InstanceRunner runner) {
        this.instance = instance;
        this.point = point;
        this.checked = checked;
        this.site = site;
        this.debugInfo = debugInfo;
        this.kernel = kernel;
        this.runner = runner;
    }

    ResolvedSite site() {
        return site;
    }

    SiteMeanings debugInfo() {
        return debugInfo;
    }

    /** At returns there is no place in the code. */
    boolean canRun() {
        return !checked.definition().onReturn();
    }

    /** How many runs came to the place. */
    int runs() {
        return judged.size();
    }

    /** A run ended, for that reason. */
    void ended(String words) {
        if (!reachedThisTime) {
            otherEnds.merge(words, 1, Integer::sum);
        }
        reachedThisTime = false;
    }

    /** One row for each argument. */
    List<CheckReport.Trial> result(String object, String program) {
        List<CheckReport.Trial> trials = new ArrayList<>();
        for (int i = 0; i < point.arguments().size(); i++) {
            Judged verdict = judged.isEmpty() ? new Judged(Verdict.NOT_REACHED, whyNot()) : together(i);
            trials.add(new CheckReport.Trial(
                    object,
                    program,
                    instance.index(),
                    checked.name(point),
                    kernel.name(),
                    point.arguments().get(i).name(),
                    verdict.verdict(),
                    runs(),
                    verdict.words()));
        }
        return trials;
    }

    private String whyNot() {
        List<String> words = new ArrayList<>();
        otherEnds.forEach((end, times) -> words.add(end + (times == 1 ? "" : " (" + times + " runs)")));
        return canRun() ? String.join("; ", words) : "returns are not tried";
    }

    /** The gravest of all runs: an agreement in one does not excuse another. */
    private Judged together(int argument) {
        List<Verdict> gravity = List.of(Verdict.AGREES, Verdict.FITS, Verdict.NOT_JUDGED, Verdict.DISAGREES);
        Judged worst = judged.get(0).get(argument);
        for (List<Judged> run : judged) {
            if (gravity.indexOf(run.get(argument).verdict()) > gravity.indexOf(worst.verdict())) {
                worst = run.get(argument);
            }
        }
        return worst;
    }

    /** A run stands at the place, and was at the function's entry with these registers. */
    void reached(MachineStop stop, PtRegs atEntry, SyntheticWorld world) {
        reachedThisTime = true;
        MachineState entry = new MachineState(atEntry, stop, kernel.symbols());
        MachineState here = new MachineState(stop.registers(), stop, kernel.symbols());
        List<Handover.Handed> observed = observed(stop);
        List<Judged> run = new ArrayList<>();
        for (int i = 0; i < point.arguments().size(); i++) {
            Judged verdict;
            try {
                verdict = judge(i, observed.get(i), entry, here, world);
            } catch (ProbeproofException reason) {
                verdict = new Judged(
                        Verdict.NOT_JUDGED, "fetched " + observed.get(i).value() + ": " + reason.getMessage());
            }
            run.add(verdict);
        }
        judged.add(run);
    }

    private List<Handover.Handed> observed(MachineStop stop) {
        int structBytes = Handover.structBytes(instance.layout(), point.arguments());
        for (int i = 0; ; i++) {
            KprobeEvent event = KprobeEvent.at(point.definition(), stop.registers(), stop.memory());
            PointCheck.Run run = runner.run(event, structBytes);
            boolean supplied = run.observation().reads().stream()
                    .filter(read -> read.result() < 0)
                    .anyMatch(read -> stop.read(read.address(), Math.max(1, read.sizeBytes())) != null);
            if (!supplied || i == MOST_SUPPLIES) {
                return Handover.observed(
                        instance.layout(),
                        point.arguments(),
                        run.observation(),
                        kernel.arch().byteOrder());
            }
        }
    }

    private Judged judge(
            int index, Handover.Handed observed, MachineState entry, MachineState here, SyntheticWorld world) {
        ArgumentDefinition definition = checked.definition().arguments().get(index);
        FetchArgument fetched = point.arguments().get(index);
        PathExpression path = definition.path();
        if (path == null) {
            return new Judged(
                    Verdict.NOT_JUDGED, "fetched " + observed.value() + ", and nothing says what it should be");
        }
        Optional<LocatedVariable> located = site.atEntry() ? Optional.empty() : debugInfo.variable(path, site);
        OptionalLong root = located.map(variable -> value(variable, here)).orElse(OptionalLong.empty());
        if (isParameterOfWhatRuns(path)) {
            return parameter(path, fetched, observed, located, root, entry);
        }
        return local(path, fetched, observed, located, root, here, world);
    }

    /** Not of a function that is inlined there: what that was given, only the code around it knows. */
    private boolean isParameterOfWhatRuns(PathExpression path) {
        Die running = site.scopes().function();
        Die innermost = site.scopes().innermostFunction();
        if (!running.equals(innermost)) {
            return false;
        } else if (path.start() instanceof PathRoot.Argument) {
            return true;
        }
        Die described = running.children().isEmpty() ? running.root() : running;
        return path.start() instanceof PathRoot.Parameter
                && described.children().stream()
                        .filter(die -> die.is(DwarfTag.FORMAL_PARAMETER))
                        .anyMatch(die -> die.name().filter(path.root()::equals).isPresent());
    }

    private Judged parameter(
            PathExpression path,
            FetchArgument fetched,
            Handover.Handed observed,
            Optional<LocatedVariable> located,
            OptionalLong root,
            MachineState entry) {
        Meaning meaning = debugInfo.passed(path, fetched, site.scopes().function());
        Handover.Handed expected = Handover.expected(
                        instance.layout(), List.of(fetched), List.of(Optional.of(meaning)), entry)
                .get(0)
                .orElseThrow();
        PathExpression itself = new PathExpression(path.start(), path.column(), List.of(), null, path.display());
        OptionalLong passed = located.isPresent()
                ? number(
                        Outcome.of(
                                debugInfo.passed(itself, fetched, site.scopes().function()), entry),
                        located.get())
                : OptionalLong.empty();
        boolean same = passed.isEmpty() || root.isEmpty() || passed.equals(root);
        if (expected.equals(observed) && same) {
            return new Judged(Verdict.AGREES, told(observed) + ", as it was passed");
        } else if (site.atEntry()) {
            return new Judged(Verdict.DISAGREES, told(observed) + " where " + told(expected) + " was passed");
        } else if (root.isPresent()
                && isUnwritten(root.getAsLong(), located.orElseThrow().sizeBytes())) {
            return new Judged(
                    Verdict.DISAGREES,
                    "'" + path.root() + "' is said to lie where nobody has written: it was " + hex(passed.orElse(0)));
        } else if (!same) {
            return new Judged(
                    Verdict.NOT_JUDGED,
                    "'" + path.root() + "' is " + hex(root.getAsLong()) + " here and was " + hex(passed.getAsLong())
                            + " when passed: the function may have assigned it");
        }
        return new Judged(Verdict.DISAGREES, told(observed) + ", but the path leads to " + told(expected));
    }

    private Judged local(
            PathExpression path,
            FetchArgument fetched,
            Handover.Handed observed,
            Optional<LocatedVariable> located,
            OptionalLong root,
            MachineState here,
            SyntheticWorld world) {
        if (located.isEmpty()) {
            return new Judged(Verdict.NOT_JUDGED, "fetched " + observed.value() + ", which no parameter leads to");
        }
        Meaning meaning = debugInfo.at(site).meaning(path, fetched);
        Handover.Handed expected = Handover.expected(
                        instance.layout(), List.of(fetched), List.of(Optional.of(meaning)), here)
                .get(0)
                .orElseThrow();
        if (!expected.equals(observed)) {
            return new Judged(
                    Verdict.DISAGREES,
                    told(observed) + ", but where debug information puts '" + path.root() + "' lies " + told(expected));
        }
        Optional<SyntheticWorld.Made> object = root.isPresent() ? world.at(root.getAsLong()) : Optional.empty();
        Btf btf = debugInfo.btf();
        if (object.isPresent() && btf.resolve(located.get().typeId()) instanceof BtfType.Ptr pointer) {
            String type = btf.type(btf.strip(pointer.type())).name();
            boolean fits = object.get().typeId() == btf.strip(pointer.type());
            return new Judged(
                    fits ? Verdict.FITS : Verdict.NOT_JUDGED,
                    told(observed) + ": '" + path.root() + "' leads to "
                            + object.get().origin()
                            + (fits ? ", which is a " + type + ", too" : ", which is no " + type));
        }
        return new Judged(
                Verdict.NOT_JUDGED,
                told(observed) + ": '" + path.root() + "' is no parameter, and nothing says what it should be");
    }

    private static String told(Handover.Handed handed) {
        return handed.failed() ? "nothing could be read" : "fetched " + handed.value();
    }

    private static OptionalLong value(LocatedVariable variable, MachineState state) {
        if (variable.sizeBytes() > 8 || variable.sizeBytes() == 0) {
            return OptionalLong.empty();
        }
        Start bits = new Start.Located(variable.location(), variable.sizeBytes(), 0, 8 * variable.sizeBytes());
        return new StartValue(state).of(bits);
    }

    private static OptionalLong number(Outcome outcome, LocatedVariable variable) {
        if (!(outcome instanceof Outcome.Number number) || variable.sizeBytes() > 8) {
            return OptionalLong.empty();
        }
        int unused = 64 - 8 * variable.sizeBytes();
        return OptionalLong.of(number.value() << unused >>> unused);
    }

    /** The value of registers and memory before anything ran. */
    private static boolean isUnwritten(long value, int sizeBytes) {
        long filled = 0xa5a5_a5a5_a5a5_a5a5L >>> 64 - 8 * sizeBytes;
        return sizeBytes == 8 && value >>> 48 == 0x5afe || sizeBytes > 1 && value == filled;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
