// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;

/**
 * A program in the real kernel. A sample is one test run that the kernel repeats and times by its own clock: before and
 * after the runs it rewrites code of its own for XDP programs, which takes more CPU time than many a sample. Its figure is
 * cut to whole nanoseconds, so a run takes up to one more than is said.
 */
final class KernelEngine implements BenchEngine {
    private final KernelBackend kernel;
    private final LoadedObject loaded;
    private final ProgramHandle program;
    private final TestRun.Input input;
    private final Outcome outcome;

    private KernelEngine(KernelBackend kernel, LoadedObject loaded, ProgramHandle program, TestRun.Input input) {
        this.kernel = kernel;
        this.loaded = loaded;
        this.program = program;
        this.input = input;
        this.outcome = new Outcome(kernel.testRun(program, input).returnValue(), Outcome.UNKNOWN);
    }

    /**
     * Loads the program, prepares its maps and runs it once.
     *
     * @param kernel stays the caller's
     * @throws UnsupportedFeatureException if kernels do not repeat test runs of its type
     * @throws dev.probeproof.loader.error.ProbeproofException if this kernel refuses it
     */
    static KernelEngine start(KernelBackend kernel, BpfObject object, ProgramSpec program, BenchInput input) {
        if (!BenchInput.takesPacket(program.type())) {
            throw new UnsupportedFeatureException(
                    "measuring a program of type " + program.type() + " in a real kernel",
                    "kernels repeat test runs of programs on packets only");
        }
        LoadedObject loaded = BenchLoading.load(
                kernel, object, program, kernel.target().arch().ptRegsBytes());
        try {
            ProgramHandle handle =
                    loaded.program(program.name()).instances().get(0).handle();
            return new KernelEngine(kernel, loaded, handle, BenchLoading.testRun(input));
        } catch (RuntimeException | Error failure) {
            try (loaded) {
                throw failure;
            }
        }
    }

    @Override
    public EngineKind kind() {
        return EngineKind.KERNEL;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public long sample(int runs) {
        return kernel.testRun(program, input.repeated(runs)).durationNanos() * runs;
    }

    @Override
    public void close() {
        loaded.close();
    }
}
