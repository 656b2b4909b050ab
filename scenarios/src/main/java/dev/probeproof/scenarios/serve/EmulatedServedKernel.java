// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The emulated kernel, a new one for each request, on the types of one that is shipped. */
public final class EmulatedServedKernel implements ServedKernel {
    /** Where raw programs find their memory: an address like those of the kernel's direct mapping. */
    private static final long MEMORY = 0xffff_8880_0000_0000L;

    /** Requests hold instructions and contexts of little-endian kernels; their registers are those of this one. */
    private static final String ARCHITECTURE = "-amd64";

    private final Map<String, TargetKernel> targets = new TreeMap<>();

    @Override
    public KernelBackend open(Optional<String> release) {
        return EmulatedKernel.on(targets.computeIfAbsent(name(release), Kernels::byName));
    }

    private static String name(Optional<String> release) {
        List<String> shipped = Kernels.shippedNames().stream()
                .filter(name -> name.endsWith(ARCHITECTURE))
                .toList();
        if (release.isEmpty()) {
            return shipped.get(shipped.size() - 1);
        }
        String name = release.get() + ARCHITECTURE;
        if (!shipped.contains(name)) {
            throw new UnsupportedFeatureException(
                    "answers of Linux " + release.get(), "the kernels known here are " + String.join(", ", shipped));
        }
        return name;
    }

    @Override
    public Optional<String> noVerdictBecause() {
        return Optional.of("no verifier yet");
    }

    @Override
    public RawRun runRaw(Instructions program, byte[] memory) {
        RawEnvironment environment = new RawEnvironment();
        if (memory.length > 0) {
            environment.kernelMemory().map(new Region(MEMORY, memory, true, "mem"));
        }
        long address = memory.length > 0 ? MEMORY : 0;
        ExecutionResult result = new Interpreter()
                .run(new Executable("raw", program, List.of()), environment, address, memory.length, null);
        return result.fault() == null
                ? new RawRun.Returned(result.returnValue())
                : new RawRun.Faulted(result.fault(), result.faultSlot());
    }
}
