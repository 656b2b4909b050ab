// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.Comparator;
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

    private static final String DEFAULT_RELEASE = "6.18";

    private final Map<String, TargetKernel> targets = new TreeMap<>();

    @Override
    public KernelBackend open(Optional<String> release) {
        return EmulatedKernel.on(
                targets.computeIfAbsent(release.orElse(DEFAULT_RELEASE), EmulatedServedKernel::target));
    }

    /** Answers come at once and cost nothing to log. */
    @Override
    public VerifierLogLevel logLevel() {
        return VerifierLogLevel.BRANCHES;
    }

    /** That release, with the types of the shipped kernel that is next to it. */
    private static TargetKernel target(String release) {
        KernelRelease asked = KernelRelease.of(release);
        if (!asked.isKnown()) {
            throw new UnsupportedFeatureException("answers of Linux " + release, "that is no release");
        }
        TargetKernel nearest = Kernels.shippedNames().stream()
                .filter(name -> name.endsWith(ARCHITECTURE))
                .min(Comparator.comparingInt(name -> distance(asked, KernelRelease.of(name))))
                .map(Kernels::byName)
                .orElseThrow(() -> new IllegalStateException("no kernel is shipped"));
        return new TargetKernel(
                nearest.name(),
                release,
                nearest.arch(),
                nearest.btf(),
                nearest.modules(),
                nearest.symbols(),
                nearest.config());
    }

    /** Releases between two; the last minor of a major is taken for 19, as it was of 4, 5 and 6. */
    private static int distance(KernelRelease one, KernelRelease other) {
        return Math.abs(20 * (one.major() - other.major()) + one.minor() - other.minor());
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
