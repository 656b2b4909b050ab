// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineArgument;
import dev.probeproof.emulator.machine.MachineCode;
import dev.probeproof.emulator.machine.MachineEnd;
import dev.probeproof.emulator.machine.MachineException;
import dev.probeproof.emulator.machine.MachineResult;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.dwarf.CallSite;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.UserPointers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the functions of an image up to probed places, on objects made of the types of their parameters. First the functions
 * that it calls are put out of action and give back an empty result; then they run, too.
 */
final class MachineTrials implements AutoCloseable {
    /** Of one run: longer ones wait for something that never comes. */
    private static final long INSTRUCTIONS = 200_000;

    private static final Duration MOST_TIME = Duration.ofSeconds(10);

    /** Two worlds, so that an agreement is none by chance. */
    private static final int RUNS_WANTED = 2;

    /** What copies and compares memory must do so. */
    private static final List<String> KEPT = List.of("mem", "__mem", "str", "__str", "copy_", "__copy", "_copy");

    /** Harmless functions of kernels, to have one that pointers to functions can lead to. */
    private static final List<String> PLACEHOLDERS = List.of("do_nothing", "sys_ni_syscall", "dump_stack");

    /** Pages of worlds that are over stay mapped, and are reset with the others. */
    private static final int MOST_WORLDS = 200;

    /** A place in a loop is met again and again; the first time is what counts. */
    private static final int MOST_STOPS = 3_000;

    private final ElfFile image;
    private final TargetKernel kernel;
    private final Opened withStubs = new Opened();
    private final Opened whole = new Opened();
    private @Nullable SyntheticWorld world;

    /** A machine that was opened when it was first needed. */
    private static final class Opened {
        private @Nullable MachineCode machine;
        private final Set<String> stubbed = new HashSet<>();
        private boolean placeholderGiven;
        private int worlds;

        void close() {
            MachineCode open = machine;
            machine = null;
            stubbed.clear();
            placeholderGiven = false;
            worlds = 0;
            if (open != null) {
                open.close();
            }
        }
    }

    /** @throws UnsupportedFeatureException with what is missing, if code of that architecture cannot run here */
    MachineTrials(ElfFile image, TargetKernel kernel) {
        this.image = image;
        this.kernel = kernel;
        MachineCode.availability(kernel.arch()).ifPresent(words -> {
            throw new UnsupportedFeatureException("check --machine-code", words);
        });
    }

    /** Runs every function that some of the places are in until enough runs came to each of them. */
    void run(List<PointTrial> trials) {
        Map<Die, List<PointTrial>> byFunction = new LinkedHashMap<>();
        for (PointTrial trial : trials) {
            if (trial.canRun()) {
                byFunction
                        .computeIfAbsent(trial.site().scopes().function(), unused -> new ArrayList<>())
                        .add(trial);
            }
        }
        byFunction.forEach(this::run);
    }

    private void run(Die function, List<PointTrial> trials) {
        for (boolean stubs : new boolean[] {true, false}) {
            for (SyntheticWorld.Variant variant : SyntheticWorld.Variant.values()) {
                // What stubs let the code come to need not be reached again without.
                List<PointTrial> open = trials.stream()
                        .filter(trial -> trial.runs() < (stubs ? RUNS_WANTED : 1))
                        .toList();
                if (!open.isEmpty()) {
                    String end = once(function, open, stubs, variant);
                    open.forEach(trial -> trial.ended(end));
                }
            }
        }
    }

    /** One run; what ended it, in words. */
    private String once(Die function, List<PointTrial> open, boolean stubs, SyntheticWorld.Variant variant) {
        SiteMeanings debugInfo = open.get(0).debugInfo();
        Opened machine = stubs ? withStubs : whole;
        try {
            MachineCode ready = ready(machine, function, debugInfo, stubs);
            ready.reset();
            BtfType.FuncProto prototype = prototype(debugInfo, function);
            SyntheticWorld made = new SyntheticWorld(
                    debugInfo.btf(),
                    kernel.arch(),
                    variant,
                    machine.worlds++,
                    placeholder(machine, ready),
                    debugInfo.isProgram());
            world = made;
            ready.onMissing(made);
            return run(machine, ready, function, open, arguments(function, prototype, debugInfo, made));
        } catch (MachineException refused) {
            machine.close();
            return String.valueOf(refused.getMessage());
        }
    }

    private static List<MachineArgument> arguments(
            Die function, BtfType.FuncProto prototype, SiteMeanings debugInfo, SyntheticWorld made) {
        String name = function.name().orElse("?");
        List<MachineArgument> arguments = new ArrayList<>();
        for (int i = 0; i < prototype.params().size(); i++) {
            BtfType.Param param = prototype.params().get(i);
            boolean byValue = debugInfo.btf().resolve(param.type()) instanceof BtfType.Composite;
            boolean user = UserPointers.isUser(debugInfo.btf(), name, i).verdict() == UserPointers.Verdict.YES;
            arguments.add(
                    byValue
                            ? MachineArgument.struct(made.struct(param.type()))
                            : MachineArgument.of(made.argument(param.type(), i, param.name(), user)));
        }
        return arguments;
    }

    private String run(
            Opened machine, MachineCode ready, Die function, List<PointTrial> open, List<MachineArgument> arguments) {
        long entry = entry(function) + ready.bias();
        Map<Long, List<PointTrial>> places = new HashMap<>();
        for (PointTrial trial : open) {
            long place = trial.site().address() + ready.bias();
            places.computeIfAbsent(place, unused -> new ArrayList<>()).add(trial);
        }
        Set<Long> stops = new HashSet<>(places.keySet());
        stops.add(entry);
        PtRegs[] atEntry = new PtRegs[1];
        int[] count = new int[1];
        MachineResult result = ready.call(entry, arguments)
                .until(stops)
                .atMost(INSTRUCTIONS)
                .finish(stop -> {
                    if (stop.address() == entry && atEntry[0] == null) {
                        atEntry[0] = stop.registers();
                    }
                    List<PointTrial> here = places.remove(stop.address());
                    if (here != null) {
                        here.forEach(trial -> trial.reached(stop, atEntry[0], world()));
                    }
                    if (places.isEmpty() || ++count[0] > MOST_STOPS) {
                        stop.end();
                    }
                });
        if (result.end() instanceof MachineEnd.EngineLost) {
            machine.close();
        }
        return result.end().words();
    }

    private static long entry(Die function) {
        return function.entryPc()
                .orElseThrow(() -> new MachineException(function.name().orElse("it") + " has no code of its own"));
    }

    private static BtfType.FuncProto prototype(SiteMeanings debugInfo, Die function) {
        int id = debugInfo.function(function);
        Btf btf = debugInfo.btf();
        return (BtfType.FuncProto) btf.resolve(((BtfType.Func) btf.type(id)).proto());
    }

    private MachineCode ready(Opened machine, Die function, SiteMeanings debugInfo, boolean stubs) {
        String name = function.name().orElse("");
        if (machine.stubbed.contains(name) || machine.worlds == MOST_WORLDS) {
            machine.close();
        }
        MachineCode open = machine.machine;
        if (open == null) {
            open = MachineCode.open(image, kernel.arch(), MOST_TIME);
            machine.machine = open;
        }
        if (stubs) {
            for (Die target : called(function)) {
                String callee = target.name().orElse("");
                boolean kept = callee.isEmpty()
                        || callee.equals(name)
                        || KEPT.stream().anyMatch(callee::startsWith)
                        || image.symbol(callee).isEmpty();
                if (!kept && machine.stubbed.add(callee)) {
                    int result = prototype(debugInfo, target).returnType();
                    open.onCall(callee, stop -> world().result(result, callee));
                }
            }
        }
        return open;
    }

    /** The functions that it calls by name, those inlined into it included. */
    private static List<Die> called(Die function) {
        List<Die> found = new ArrayList<>();
        Deque<Die> open = new ArrayDeque<>(function.children());
        while (!open.isEmpty()) {
            Die die = open.remove();
            if (die.is(DwarfTag.CALL_SITE) || die.is(DwarfTag.GNU_CALL_SITE)) {
                new CallSite(die).target().ifPresent(found::add);
            } else {
                open.addAll(die.children());
            }
        }
        return found;
    }

    private SyntheticWorld world() {
        SyntheticWorld current = world;
        if (current == null) {
            throw new IllegalStateException("nothing runs");
        }
        return current;
    }

    /** A function that does nothing; 0 if the image has none that is known to be harmless. */
    private long placeholder(Opened machine, MachineCode ready) {
        for (String name : PLACEHOLDERS) {
            if (image.symbol(name).isPresent()) {
                if (!machine.placeholderGiven && !machine.stubbed.contains(name)) {
                    ready.onCall(name, stop -> 0);
                    machine.placeholderGiven = true;
                }
                return ready.address(name);
            }
        }
        return 0;
    }

    @Override
    public void close() {
        withStubs.close();
        whole.close();
    }
}
