// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.crosscheck;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The kernels of the comparison: the shipped ones, those that {@code crafted_*.target.c} make up, and 6.12-s390x where it is
 * to be had. All have the configuration and the symbols of the two text files beside the objects.
 */
final class PlayedKernels {
    /** Names a directory with more kernels than are shipped: {@code 6.12-s390x.btf}, or the same as {@code .xz}. */
    static final String MORE = "PROBEPROOF_MORE_KERNELS";

    static final List<String> CRAFTED = List.of("crafted_a.el", "crafted_a.eb", "crafted_b.el", "crafted_b.eb");

    /** A crafted kernel with the module of {@code module.c}. */
    static final String WITH_MODULE = "crafted_a.el+a_module";

    /** Not shipped: no other of these is big-endian. */
    static final String BIG_ENDIAN = "6.12-s390x";

    private PlayedKernels() {}

    static List<TargetKernel> all() {
        List<TargetKernel> kernels = new ArrayList<>();
        Kernels.shippedNames().forEach(name -> kernels.add(played(Kernels.byName(name))));
        CRAFTED.forEach(name -> kernels.add(crafted(name)));
        kernels.add(withModule());
        moreKernels(BIG_ENDIAN)
                .ifPresent(file ->
                        kernels.add(played(Kernels.byName(file.toString())).named(BIG_ENDIAN)));
        return kernels;
    }

    /** The file with that kernel's types, if the environment says where it is. */
    static Optional<Path> moreKernels(String name) {
        return Optional.ofNullable(System.getenv(MORE))
                .map(Path::of)
                .flatMap(directory -> Stream.of("", ".xz", ".gz")
                        .map(ending -> directory.resolve(name + ".btf" + ending))
                        .filter(Files::isReadable)
                        .findFirst());
    }

    private static TargetKernel played(TargetKernel kernel) {
        return new TargetKernel(
                kernel.name(),
                KernelRelease.of(kernel.release()) + ".0",
                kernel.arch(),
                kernel.btf(),
                List.of(),
                symbols(),
                KernelConfigText.whole(Resources.bytes("kconfig.txt")));
    }

    private static TargetKernel crafted(String name) {
        String file = name.replace(".", ".target.") + ".o";
        Btf btf = BtfReader.read(ElfReader.read(Resources.bytes(file))
                .section(".BTF")
                .orElseThrow()
                .bytes());
        Arch arch = Archs.all().stream()
                .filter(each -> each.byteOrder().equals(btf.order()))
                .findFirst()
                .orElseThrow();
        return played(new TargetKernel(name, "7.0", arch, btf, KernelSymbols.NONE));
    }

    private static TargetKernel withModule() {
        TargetKernel base = crafted("crafted_a.el");
        Btf split = BtfReader.readSplit(Resources.bytes("crafted_a.module.btf"), base.btf());
        return base.named(WITH_MODULE).withModules(List.of(new KernelModule("a_module", split)));
    }

    /** What a kernel's symbol table is to a loader: names with the suffix of a compiler count for data. */
    private static KernelSymbols symbols() {
        Map<String, List<Long>> addresses = new LinkedHashMap<>();
        String text = new String(Resources.bytes("kallsyms.txt").toArray(), StandardCharsets.UTF_8);
        for (String line : text.split("\n")) {
            String[] words = line.split("[ \t]+");
            String name = words[1].equals("d") ? words[2].replaceFirst("\\.llvm\\..*", "") : words[2];
            addresses.computeIfAbsent(name, key -> new ArrayList<>()).add(Long.parseUnsignedLong(words[0], 16));
        }
        return new KernelSymbols() {
            @Override
            public OptionalLong address(String name) {
                List<Long> found = addresses.getOrDefault(name, List.of());
                return found.size() == 1 ? OptionalLong.of(found.get(0)) : OptionalLong.empty();
            }

            @Override
            public boolean isAmbiguous(String name) {
                return addresses.getOrDefault(name, List.of()).size() > 1;
            }
        };
    }
}
