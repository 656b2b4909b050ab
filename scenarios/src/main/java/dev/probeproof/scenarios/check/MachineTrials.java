// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineArgument;
import dev.probeproof.emulator.machine.MachineCode;
import dev.probeproof.emulator.machine.MachineEnd;
import dev.probeproof.emulator.machine.MachineException;
import dev.probeproof.emulator.machine.MachineResult;
import dev.probeproof.emulator.machine.MachineStop;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.dwarf.CallSite;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfTag;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.ResolvedSite;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

    private final ElfFile image;
    private final TargetKernel kernel;
    private @Nullable MachineCode machine;
    private final Set<String> stubbed = new HashSet<>();
    private boolean placeholderGiven;
    private @Nullable SyntheticWorld world;

    /** @throws UnsupportedFeatureException with what is missing, if code of that architecture cannot run here */
    MachineTrials(ElfFile image, TargetKernel kernel) {
        this.image = image;
        this.kernel = kernel;
        MachineCode.availability(kernel.arch()).ifPresent(words -> {
            throw new UnsupportedFeatureException("check --machine-code", words);
        });
    }

    /** What came of the runs to one place: states there, and why other runs did not come there. */
    record Reached(int runs, Map<String, Integer> otherEnds) {
        String why() {
            List<String> words = new ArrayList<>();
            otherEnds.forEach((end, times) -> words.add(end + (times == 1 ? "" : " (" + times + " runs)")));
            return words.isEmpty() ? "nothing ran" : String.join("; ", words);
        }
    }

    /** Told of each run that came to the place, while it stands there. */
    interface AtPlace {
        void reached(MachineStop stop, PtRegs atEntry, SyntheticWorld world, List<Long> passed);
    }

    /** Runs the function that a place is in until enough runs came there. */
    Reached run(ResolvedSite site, SiteMeanings debugInfo, AtPlace atPlace) {
        Map<String, Integer> ends = new LinkedHashMap<>();
        int reached = 0;
        for (boolean stubs : new boolean[] {true, false}) {
            for (SyntheticWorld.Variant variant : SyntheticWorld.Variant.values()) {
                String end = once(site, debugInfo, stubs, variant, atPlace);
                if (end.isEmpty()) {
                    reached++;
                } else {
                    ends.merge(end, 1, Integer::sum);
                }
                if (reached == RUNS_WANTED) {
                    return new Reached(reached, ends);
                }
            }
            if (reached > 0) {
                break;
            }
        }
        return new Reached(reached, ends);
    }

    /** One run; the empty text if it came to the place, else what stopped it. */
    private String once(
            ResolvedSite site, SiteMeanings debugInfo, boolean stubs, SyntheticWorld.Variant variant, AtPlace atPlace) {
        Die function = site.scopes().function();
        try {
            MachineCode ready = ready(function, debugInfo, stubs);
            ready.reset();
            BtfType.FuncProto prototype = prototype(debugInfo, function);
            SyntheticWorld made = new SyntheticWorld(
                    debugInfo.btf(), kernel.arch(), variant, placeholder(ready), debugInfo.isProgram());
            world = made;
            ready.onMissing(made);
            List<Long> passed = new ArrayList<>();
            List<MachineArgument> arguments = new ArrayList<>();
            for (int i = 0; i < prototype.params().size(); i++) {
                BtfType.Param param = prototype.params().get(i);
                if (debugInfo.btf().resolve(param.type()) instanceof BtfType.Composite) {
                    arguments.add(MachineArgument.struct(made.struct(param.type())));
                    passed.add(0L);
                } else {
                    long value = made.argument(param.type(), i, param.name());
                    arguments.add(MachineArgument.of(value));
                    passed.add(value);
                }
            }
            return run(ready, site, arguments, atPlace, passed, made);
        } catch (MachineException refused) {
            closeMachine();
            return String.valueOf(refused.getMessage());
        }
    }

    private String run(
            MachineCode ready,
            ResolvedSite site,
            List<MachineArgument> arguments,
            AtPlace atPlace,
            List<Long> passed,
            SyntheticWorld made) {
        long entry = entry(site.scopes().function()) + ready.bias();
        long place = site.address() + ready.bias();
        PtRegs[] atEntry = new PtRegs[1];
        boolean[] came = new boolean[1];
        MachineResult result = ready.call(entry, arguments)
                .until(entry, place)
                .atMost(INSTRUCTIONS)
                .finish(stop -> {
                    if (stop.address() == entry && atEntry[0] == null) {
                        atEntry[0] = stop.registers();
                    }
                    if (stop.address() == place && atEntry[0] != null && !came[0]) {
                        came[0] = true;
                        atPlace.reached(stop, atEntry[0], made, passed);
                        stop.end();
                    }
                });
        if (result.end() instanceof MachineEnd.EngineLost) {
            closeMachine();
        }
        return came[0] ? "" : result.end().words();
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

    private MachineCode ready(Die function, SiteMeanings debugInfo, boolean stubs) {
        String name = function.name().orElse("");
        MachineCode open = machine;
        if (open != null && (stubs ? stubbed.contains(name) : !stubbed.isEmpty())) {
            closeMachine();
            open = null;
        }
        if (open == null) {
            open = MachineCode.open(image, kernel.arch(), MOST_TIME);
            machine = open;
        }
        if (stubs) {
            for (Die target : called(function)) {
                String callee = target.name().orElse("");
                boolean kept = callee.isEmpty()
                        || callee.equals(name)
                        || KEPT.stream().anyMatch(callee::startsWith)
                        || image.symbol(callee).isEmpty();
                if (!kept && stubbed.add(callee)) {
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
    private long placeholder(MachineCode ready) {
        for (String name : PLACEHOLDERS) {
            if (image.symbol(name).isPresent()) {
                if (!placeholderGiven && !stubbed.contains(name)) {
                    ready.onCall(name, stop -> 0);
                    placeholderGiven = true;
                }
                return ready.address(name);
            }
        }
        return 0;
    }

    private void closeMachine() {
        MachineCode open = machine;
        machine = null;
        stubbed.clear();
        placeholderGiven = false;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closeMachine();
    }
}
