// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Small programs, kernels and fetches. */
final class TestPrograms {
    static final Instructions BODY = Instructions.of(Insn.mov64(0, 0), Insn.exit());
    static final FetchLeaf U64 = new FetchLeaf.Int(8, false);
    static final FetchLeaf U32 = new FetchLeaf.Int(4, false);
    static final long JIFFIES = 0xffffffff82a05000L;

    private TestPrograms() {}

    static TargetKernel kernel(Arch arch, String release) {
        return new TargetKernel(
                "test-kernel",
                release,
                arch,
                BtfEditor.empty(arch.byteOrder()).toBtf(),
                name -> name.equals("jiffies") ? OptionalLong.of(JIFFIES) : OptionalLong.empty());
    }

    static TargetKernel kernel() {
        return kernel(Archs.X86_64, "6.12.0");
    }

    static RelocatedProgram program(Instructions body) {
        return program(body, List.of(), null);
    }

    static RelocatedProgram program(Instructions body, List<MapReference> maps, @Nullable ProgramBtf btf) {
        return program("trace_open", ProgramType.KPROBE, "GPL", body, maps, btf);
    }

    static RelocatedProgram program(
            String name,
            ProgramType type,
            String license,
            Instructions body,
            List<MapReference> maps,
            @Nullable ProgramBtf btf) {
        return new RelocatedProgram(
                name,
                "kprobe",
                type,
                0,
                0,
                license,
                0,
                body,
                maps,
                btf,
                List.of(),
                List.of(),
                AttachTarget.NONE,
                List.of());
    }

    static FetchBase register(String name) {
        return new FetchBase.Register(Archs.X86_64.register(name).orElseThrow());
    }

    static Deref kernelAt(long offset) {
        return new Deref(offset, AddressSpaceKind.KERNEL);
    }

    static Deref userAt(long offset) {
        return new Deref(offset, AddressSpaceKind.USER);
    }

    static FetchArgument argument(String name, FetchBase base, FetchLeaf leaf, Deref... derefs) {
        return new FetchArgument(name, name + "-expression", new FetchArgument.Fetch(base, List.of(derefs), leaf));
    }

    static ProbePoint point(String function, FetchArgument... arguments) {
        return new ProbePoint(function + "(…)", new AttachPoint.Kprobe(function, 0, false), Arrays.asList(arguments));
    }
}
