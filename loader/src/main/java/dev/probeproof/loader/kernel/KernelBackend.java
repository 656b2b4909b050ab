// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/**
 * A kernel: the real one, or one emulated in this JVM. Whoever loads programs cannot tell which.
 *
 * <p>Everything it hands out belongs to it: {@link #close} closes what is still open, in reverse order, and keeps the
 * first error with the rest suppressed. Not safe for use by two threads at once, unless an implementation says so.
 */
public interface KernelBackend extends AutoCloseable {
    /** What programs must know of it. */
    TargetKernel target();

    FeatureSupport supports(KernelFeature feature);

    /**
     * @throws KernelException with the errno that {@code BPF_MAP_CREATE} gives
     */
    MapHandle createMap(MapSpec spec);

    /** Verifies and loads. A refusal is a result; exceptions are for what nobody asked for. */
    ProgramLoadResult load(ProgramImage image, VerifierLogLevel log);

    LinkHandle attach(ProgramHandle program, AttachPoint point);

    /** The consumer's end of a ring buffer or perf event array. */
    EventStream events(MapHandle buffer);

    /**
     * Runs a program once.
     *
     * @throws KernelException with ENOTSUPP (524) for types without test run, kprobe among them
     */
    TestRun.Output testRun(ProgramHandle program, TestRun.Input input);

    @Override
    void close();
}
