// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.attach.AttachMechanisms;
import dev.probeproof.kernelshim.stream.PerfBufferReader;
import dev.probeproof.kernelshim.stream.RingBufferReader;
import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.kernelshim.target.FeatureProbes;
import dev.probeproof.kernelshim.target.RunningKernel;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of this machine. {@link NativeKernelProvider} opens it and says, where it cannot, why.
 *
 * <p>Handles may be used by several threads; the kernel closes those that are still open.
 */
public final class NativeKernel implements KernelBackend {
    private final Bpf bpf;
    private final KernelFiles files;
    private final Arch arch;
    private final OpenResources open = new OpenResources();
    private final MapCreation maps;
    private final PinnedMaps pinned;
    private final ProgramLoading programs;
    private final AttachMechanisms attachments;
    private final FeatureProbes features;
    private @Nullable TargetKernel target;
    private volatile boolean closed;

    NativeKernel(Syscalls syscalls, KernelFiles files, Arch arch) {
        this.bpf = new Bpf(syscalls);
        this.files = files;
        this.arch = arch;
        this.features = new FeatureProbes(bpf, files);
        LoadedTypes types = new LoadedTypes(bpf, open);
        this.maps = new MapCreation(bpf, files, types, features, open);
        this.pinned = new PinnedMaps(bpf, files, open);
        this.programs = new ProgramLoading(bpf, types, open);
        this.attachments = new AttachMechanisms(bpf, files);
    }

    @Override
    public synchronized TargetKernel target() {
        checkOpen();
        if (target == null) {
            target = RunningKernel.describe(files, arch);
        }
        return target;
    }

    @Override
    public FeatureSupport supports(KernelFeature feature) {
        checkOpen();
        return features.supports(feature);
    }

    @Override
    public MapHandle createMap(MapSpec spec, @Nullable Btf types) {
        checkOpen();
        return maps.create(spec, types);
    }

    @Override
    public Optional<MapHandle> openPinnedMap(Path path) {
        checkOpen();
        return pinned.open(path);
    }

    @Override
    public void unpin(Path path) {
        checkOpen();
        Pins.unpin(path);
    }

    @Override
    public int possibleCpus() {
        checkOpen();
        return PerCpuValues.possibleCpus(files);
    }

    @Override
    public int pageSizeBytes() {
        checkOpen();
        return bpf.syscalls().pageSize();
    }

    @Override
    public ProgramLoadResult load(ProgramImage image, VerifierLogLevel log) {
        checkOpen();
        return programs.load(image, log);
    }

    @Override
    public LinkHandle attach(ProgramHandle program, AttachPoint point) {
        NativeProgram loaded = own(program);
        try (Fd lease = loaded.lease()) {
            return new NativeLink(program, point, attachments.attach(lease.number(), point), open);
        }
    }

    @Override
    public EventStream events(MapHandle buffer) {
        checkOpen();
        if (!(buffer instanceof NativeMap map)) {
            throw new IllegalArgumentException("map '" + buffer.spec().name() + "' is not one of this kernel");
        }
        Fd fd = map.fd();
        MapSpec spec = map.spec();
        if (spec.type() == MapType.RINGBUF.number()) {
            return RingBufferReader.open(bpf.syscalls(), spec.name(), fd, spec.maxEntries(), open);
        }
        if (spec.type() == MapType.PERF_EVENT_ARRAY.number()) {
            return PerfBufferReader.open(bpf, spec.name(), fd, cpusOf(spec), open);
        }
        throw new KernelException(
                "read events of map '" + spec.name() + "'",
                Errno.EINVAL,
                "it is neither a ring buffer nor a perf event array");
    }

    /** A perf event array may have fewer elements than the machine CPUs; programs on the others then write nowhere. */
    private List<Integer> cpusOf(MapSpec spec) {
        try {
            return files.onlineCpus().stream()
                    .filter(cpu -> cpu < spec.maxEntries())
                    .toList();
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("numbers of online CPUs", unreadable.toString());
        }
    }

    @Override
    public TestRun.Output testRun(ProgramHandle program, TestRun.Input input) {
        return own(program).testRun(input);
    }

    @Override
    public void close() {
        closed = true;
        open.close();
    }

    private NativeProgram own(ProgramHandle program) {
        checkOpen();
        if (!(program instanceof NativeProgram loaded)) {
            throw new IllegalArgumentException("program '" + program.image().name() + "' is not loaded in this kernel");
        }
        return loaded;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
    }
}
