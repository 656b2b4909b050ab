// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.MapCreateAttribute;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.ProgLoadAttribute;
import dev.probeproof.loader.btf.BtfFeature;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/**
 * Learns what a kernel can do by doing it, with the smallest input that tells. Release numbers are not asked:
 * distributions carry features back, and configurations leave them out. Answers are kept.
 */
public final class FeatureProbes {
    private final Bpf bpf;
    private final KernelFiles files;
    private final Map<KernelFeature, FeatureSupport> known = new EnumMap<>(KernelFeature.class);

    public FeatureProbes(Bpf bpf, KernelFiles files) {
        this.bpf = bpf;
        this.files = files;
    }

    /** Whether the kernel has it, has it not, or will not say. */
    public synchronized FeatureSupport supports(KernelFeature feature) {
        return known.computeIfAbsent(feature, this::probe);
    }

    private FeatureSupport probe(KernelFeature feature) {
        return switch (feature) {
            case PROBE_READ_KERNEL -> created(feature, load(ProgramType.KPROBE, callingProbeReadKernel()));
            case RINGBUF -> created(feature, ringBuffer());
            case PERF_LINK -> perfLink();
            case KPROBE_PMU -> perfSource("kprobe");
            case UPROBE_PMU -> perfSource("uprobe");
            case OBJECT_NAME -> created(feature, load(ProgramType.SOCKET_FILTER, returning0(), "probe"));
            case ARRAY_MMAP -> created(feature, mappableArray());
            case BTF_FUNC -> created(feature, loadFunctionType());
        };
    }

    /** The answer to a call that makes an object where the feature exists, and is told EINVAL where it does not. */
    private FeatureSupport created(KernelFeature feature, long result) {
        if (result >= 0) {
            Fd.own(bpf.syscalls(), result).close();
            return new FeatureSupport.Supported();
        }
        return refused(feature, (int) -result);
    }

    private static FeatureSupport refused(KernelFeature feature, int errno) {
        String answer = "the kernel answered " + Errno.describe(errno);
        if (errno == Errno.EINVAL.number()) {
            return new FeatureSupport.Missing(answer + "; the feature came with " + feature.since());
        }
        return new FeatureSupport.Unknown(answer);
    }

    private long load(ProgramType type, Instructions program) {
        return load(type, program, "");
    }

    private long load(ProgramType type, Instructions program, String name) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long instructions = arena.pointer(program.encode(ByteOrder.nativeOrder()));
            return bpf.call(new ProgLoadAttribute(type.number(), instructions, program.size(), arena.text("GPL"))
                    .name(name)
                    .build());
        }
    }

    private static Instructions returning0() {
        return Instructions.of(Insn.mov64(0, 0), Insn.exit());
    }

    private long mappableArray() {
        int mmapable = 1 << 10;
        return bpf.call(new MapCreateAttribute(MapType.ARRAY.number(), 4, 8, 1)
                .flags(mmapable)
                .build());
    }

    private static Instructions callingProbeReadKernel() {
        return Instructions.of(
                Insn.mov64Reg(1, 10),
                Insn.alu64(Opcode.ADD, 1, -8),
                Insn.mov64(2, 8),
                Insn.mov64(3, 0),
                Insn.call(HelperId.PROBE_READ_KERNEL),
                Insn.mov64(0, 0),
                Insn.exit());
    }

    private long ringBuffer() {
        return bpf.call(new MapCreateAttribute(
                        MapType.RINGBUF.number(), 0, 0, bpf.syscalls().pageSize())
                .build());
    }

    /** Links to a descriptor that is none: a kernel that knows such links says EBADF, one that does not EINVAL. */
    private FeatureSupport perfLink() {
        long program = load(ProgramType.TRACEPOINT, returning0());
        if (program < 0) {
            return new FeatureSupport.Unknown(
                    "no program could be loaded to try it: " + Errno.describe((int) -program));
        }
        try (Fd fd = Fd.own(bpf.syscalls(), program)) {
            long result = bpf.call(BpfAttribute.linkCreate(fd.number(), -1, AttachType.PERF_EVENT.number()));
            return result == -Errno.EBADF.number()
                    ? new FeatureSupport.Supported()
                    : created(KernelFeature.PERF_LINK, result);
        }
    }

    private FeatureSupport perfSource(String source) {
        try {
            return files.perfSourceType(source).isPresent()
                    ? new FeatureSupport.Supported()
                    : new FeatureSupport.Missing("the kernel has no perf event source '" + source
                            + "': it is older than 4.17, or was built without it");
        } catch (IOException unreadable) {
            return new FeatureSupport.Unknown(unreadable.toString());
        }
    }

    private long loadFunctionType() {
        byte[] blob = BtfProbes.example(BtfFeature.FUNC);
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            return bpf.call(BpfAttribute.btfLoad(arena.pointer(blob), blob.length, 0, 0, 0));
        }
    }
}
