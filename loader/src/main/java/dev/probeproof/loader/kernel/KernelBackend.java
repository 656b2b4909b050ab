// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.btf.Btf;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
     * Makes a map, fills it with the initial value of its definition and freezes it if that says so.
     *
     * @param types the types that the definition's type ids are of, or null to make the map without types. A map that the
     *     kernel refuses with types is made without
     * @throws KernelException with the errno that {@code BPF_MAP_CREATE} gives
     */
    MapHandle createMap(MapSpec spec, @Nullable Btf types);

    /** Makes a map without types. */
    default MapHandle createMap(MapSpec spec) {
        return createMap(spec, null);
    }

    /**
     * A new handle of the map that is pinned there; empty if nothing is. Its specification is what the kernel tells:
     * neither types nor pinning nor template are in it.
     *
     * @throws KernelException with EINVAL if something else than a map is pinned there
     */
    Optional<MapHandle> openPinnedMap(Path path);

    /**
     * Removes what is pinned there; the map lives on as long as anybody holds it.
     *
     * @throws KernelException with ENOENT if nothing is
     */
    void unpin(Path path);

    /** How many CPUs it may ever have: values of per-CPU maps have room for all of them. */
    int possibleCpus();

    /** Bytes of a page: ring buffers are made of these. */
    int pageSizeBytes();

    /** Verifies and loads. A refusal is a result; exceptions are for what nobody asked for. */
    ProgramLoadResult load(ProgramImage image, VerifierLogLevel log);

    LinkHandle attach(ProgramHandle program, AttachPoint point);

    /**
     * Attaches with a number that the program gets from {@code bpf_get_attach_cookie}.
     *
     * @throws UnsupportedFeatureException for a cookie other than 0, if this backend passes none on
     */
    default LinkHandle attach(ProgramHandle program, AttachPoint point, long cookie) {
        if (cookie != 0) {
            throw new UnsupportedFeatureException(
                    "attaching to " + point + " with cookie " + cookie, "this backend attaches without cookies");
        }
        return attach(program, point);
    }

    /** The consumer's end of a ring buffer or perf event array. */
    EventStream events(MapHandle buffer);

    /**
     * Runs a program, once unless the input says more.
     *
     * @throws KernelException with ENOTSUPP (524) for types without test run, kprobe among them; with EINVAL for types
     *     that cannot be run more than once at a time
     */
    TestRun.Output testRun(ProgramHandle program, TestRun.Input input);

    @Override
    void close();
}
