// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/** Emulated kernels with the types of real ones, those that {@code scenarios} ships; and programs for them. */
final class TypedKernel {
    private static final String SHIPPED = "scenarios/src/main/resources/dev/probeproof/scenarios/kernels/";
    private static final Map<String, Btf> READ = new ConcurrentHashMap<>();
    private static final int SLEEPABLE = 1 << 4;

    private TypedKernel() {}

    /** A kernel whose types are those of Linux 6.12 on x86-64. */
    static TargetKernel linux612() {
        return linux612(Map.of());
    }

    static TargetKernel linux612(Map<String, Long> symbols) {
        return of("6.12-amd64", "6.12.107", Archs.X86_64, symbols);
    }

    static TargetKernel of(String name, String release, Arch arch, Map<String, Long> symbols) {
        Btf types = READ.computeIfAbsent(name, TypedKernel::read);
        KernelSymbols known = symbols.isEmpty()
                ? KernelSymbols.NONE
                : asked -> symbols.containsKey(asked) ? OptionalLong.of(symbols.get(asked)) : OptionalLong.empty();
        return new TargetKernel(name, release, arch, types, known);
    }

    private static Btf read(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(SHIPPED + name + ".btf.gz");
            if (Files.exists(file)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    return BtfReader.read(Bytes.wrap(in.readAllBytes(), name));
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }
        }
        throw new IllegalStateException(
                "no " + SHIPPED + " around " + Path.of("").toAbsolutePath());
    }

    /** Loads a program of a type that has no target. */
    static ProgramHandle load(EmulatedKernel kernel, ProgramType type, String text, MapHandle... maps) {
        return load(kernel, type, 0, 0, 0, text, maps);
    }

    /** Loads a program for a function, tracepoint or iterator. */
    static ProgramHandle load(
            EmulatedKernel kernel, AttachType attachType, String target, String text, MapHandle... maps) {
        Btf types = kernel.target().btf();
        int id = switch (attachType) {
            case TRACE_RAW_TP ->
                types.find(BtfKind.TYPEDEF, "btf_trace_" + target).orElseThrow();
            case TRACE_ITER -> types.find(BtfKind.FUNC, "bpf_iter_" + target).orElseThrow();
            default -> types.find(BtfKind.FUNC, target).orElseThrow();
        };
        return load(kernel, ProgramType.TRACING, attachType.number(), id, 0, text, maps);
    }

    /** Loads a sleepable program for a function. */
    static ProgramHandle loadSleepable(
            EmulatedKernel kernel, AttachType attachType, String target, String text, MapHandle... maps) {
        int id = kernel.target().btf().find(BtfKind.FUNC, target).orElseThrow();
        return load(kernel, ProgramType.TRACING, attachType.number(), id, SLEEPABLE, text, maps);
    }

    /** Loads a program and attaches it to the function or tracepoint that it is for. */
    static LinkHandle trace(
            EmulatedKernel kernel, AttachType attachType, String target, String text, MapHandle... maps) {
        return kernel.attach(load(kernel, attachType, target, text, maps), new AttachPoint.Traced(attachType, target));
    }

    private static ProgramHandle load(
            EmulatedKernel kernel,
            ProgramType type,
            int attachType,
            int target,
            int flags,
            String text,
            MapHandle... maps) {
        ProgramImage image = new ProgramImage(
                "test", type, attachType, "GPL", Assembler.assemble(text), List.of(maps), flags, null, target, 0);
        return kernel.load(image, VerifierLogLevel.ON_REJECTION).orThrow();
    }

    /** Where a member of a struct begins, in bytes. */
    static int offset(EmulatedKernel kernel, String struct, String member) {
        Btf types = kernel.target().btf();
        BtfType.Composite type = (BtfType.Composite)
                types.type(types.find(BtfKind.STRUCT, struct).orElseThrow());
        return type.members().stream()
                        .filter(each -> each.name().equals(member))
                        .findFirst()
                        .orElseThrow()
                        .bitOffset()
                / Byte.SIZE;
    }

    /** A program that prints a word of its context, in hexadecimal. */
    static String printing(int offset) {
        return "r3 = *(u64 *)(r1 + " + offset + ")\n" + PRINT_R3;
    }

    /** Prints r3 in hexadecimal and returns 0. */
    static final String PRINT_R3 = """
            r1 = 0x786c6c25
            *(u64 *)(r10 - 8) = r1
            r1 = r10
            r1 += -8
            r2 = 5
            call bpf_trace_printk
            r0 = 0
            exit
            """;
}
