// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** A kernel that runs {@link RunnableProgram}s and tells all that came of it. Maps are made once and refilled. */
public final class RunnableKernel {
    /** The programs that tail calls lead to. The second calls itself until the kernel has enough. */
    private static final List<String> NEXT = List.of("""
            r2 = map[idx:2][0]+0
            r3 = 7
            *(u64 *)(r2 +8) = r3
            r0 = 77
            exit
            """, """
            r2 = map[idx:2][0]+0
            r3 = *(u64 *)(r2 +16)
            r3 += 1
            *(u64 *)(r2 +16) = r3
            r2 = map[idx:9]
            r3 = 1
            call bpf_tail_call
            r0 = 78
            exit
            """, """
            r2 = map[idx:2][0]+0
            r3 = 3
            lock *(u64 *)(r2 +24) ^= r3
            r2 = map[idx:9]
            r3 = 0
            call bpf_tail_call
            r0 = 79
            exit
            """);

    private final KernelBackend kernel;
    private final Runner runner;
    private final Map<ProgramType, RunnableMaps> maps = new EnumMap<>(ProgramType.class);

    /** Runs a loaded program and tells in one line what it gave. */
    @FunctionalInterface
    public interface Runner {
        String run(ProgramHandle program, TestRun.Input input);
    }

    /**
     * What came of a program.
     *
     * @param accepted whether it was run at all
     * @param log of the verifier, if it was not
     * @param results what was seen, by where
     */
    public record Outcome(boolean accepted, String log, SortedMap<String, String> results) {}

    public RunnableKernel(KernelBackend kernel, Runner runner) {
        this.kernel = kernel;
        this.runner = runner;
    }

    /** By test runs, as every kernel has them. */
    public static RunnableKernel ofTestRuns(KernelBackend kernel) {
        return new RunnableKernel(kernel, (program, input) -> {
            TestRun.Output output;
            try {
                output = kernel.testRun(program, input);
            } catch (KernelException refused) {
                return "refused with " + refused.errno();
            }
            return "returns 0x" + Integer.toHexString(output.returnValue()) + ", packet "
                    + HexFormat.of().formatHex(output.data().toArray());
        });
    }

    public Outcome run(RunnableProgram program) {
        RunnableMaps own = maps.computeIfAbsent(program.type(), this::mapsFor);
        ProgramLoadResult loaded = kernel.load(program.image(own.handles()), VerifierLogLevel.ON_REJECTION);
        if (!(loaded instanceof ProgramLoadResult.Accepted accepted)) {
            return new Outcome(false, loaded.log(), new TreeMap<>());
        }
        try (ProgramHandle handle = accepted.program()) {
            return new Outcome(true, "", results(program, handle, own));
        }
    }

    private SortedMap<String, String> results(RunnableProgram program, ProgramHandle handle, RunnableMaps own) {
        SortedMap<String, String> results = new TreeMap<>();
        SortedSet<Integer> used = program.maps();
        // On which CPU a program runs is the kernel's choice, so nothing may be left from the run before.
        boolean apart = used.stream().anyMatch(RunnableMaps::isPerCpu);
        used.forEach(own::refill);
        List<TestRun.Input> inputs = program.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            String run = "run " + i;
            if (apart && i > 0) {
                used.forEach(own::refill);
            }
            results.put(run, runner.run(handle, inputs.get(i)));
            boolean last = i == inputs.size() - 1;
            for (int map : used) {
                if (last || apart || map == RunnableMaps.RESULT) {
                    own.contents(map).forEach((place, value) -> results.put(run + ", " + place, value));
                }
            }
        }
        return results;
    }

    private RunnableMaps mapsFor(ProgramType type) {
        MapHandle jump = kernel.createMap(RunnableMaps.SPECS.get(RunnableMaps.JUMP));
        RunnableMaps made = new RunnableMaps(kernel, jump);
        for (int i = 0; i < NEXT.size(); i++) {
            byte[] key = ByteBuffer.allocate(4)
                    .order(kernel.target().arch().byteOrder())
                    .putInt(i)
                    .array();
            ProgramImage image = ProgramImage.of("next", type, Assembler.assemble(NEXT.get(i)), made.handles());
            jump.update(key, kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow());
        }
        return made;
    }

    /** Where two outcomes differ, with what each has there. */
    public static SortedMap<String, String> differences(Outcome one, Outcome other) {
        SortedMap<String, String> differences = new TreeMap<>();
        Map<String, String> left = new HashMap<>(other.results());
        one.results().forEach((place, value) -> {
            String theirs = left.remove(place);
            if (!value.equals(theirs)) {
                differences.put(place, value + "\n    here: " + theirs);
            }
        });
        left.forEach((place, value) -> differences.put(place, "nothing\n    here: " + value));
        return differences;
    }
}
