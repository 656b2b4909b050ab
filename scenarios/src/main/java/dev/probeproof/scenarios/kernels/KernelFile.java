// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kernel from a file: raw BTF, or ELF with a {@code .BTF} section. */
final class KernelFile {
    private static final List<String> PACKED = List.of(".gz", ".xz");
    private static final List<String> ENDINGS = List.of(".btf", ".elf", ".ko");

    /** As distributions name a kernel's file: {@code vmlinux-6.1.0-56-cloud}. */
    private static final String PREFIX = "vmlinux-";

    private KernelFile() {}

    /**
     * The types of a kernel, or types that are not those of a whole kernel.
     *
     * @throws dev.probeproof.loader.error.ProbeproofException if it cannot be read, or is neither BTF nor ELF
     */
    static TargetKernel kernel(Path file) {
        return kernel(file, name(file));
    }

    /** The same under a name, which also tells the release. */
    static TargetKernel kernel(Path file, String name) {
        return TargetKernels.ofTypes(name, release(name), types(file, null));
    }

    /**
     * The types in a file, whatever they are of.
     *
     * @param base those that the file's types continue, for a module; null for a kernel or an object
     */
    static Btf types(Path file, @Nullable Btf base) {
        Bytes bytes = InputFile.read(file);
        Bytes blob = ElfReader.isElf(bytes) ? btfSection(bytes) : bytes;
        return base == null ? BtfReader.read(blob) : BtfReader.readSplit(blob, base);
    }

    private static Bytes btfSection(Bytes bytes) {
        return ElfReader.read(bytes)
                .section(".BTF")
                .map(ElfSection::bytes)
                .orElseThrow(() -> bytes.corrupt(
                        -1, "this ELF file has no .BTF section: the kernel was built without CONFIG_DEBUG_INFO_BTF"));
    }

    /** The file's name without what it is packed in: {@code 6.12-cloud-amd64.btf.xz} is {@code 6.12-cloud-amd64}. */
    static String name(Path file) {
        return without(unpacked(file), ENDINGS);
    }

    /** The file's name without the ending of a compressed one. */
    static String unpacked(Path file) {
        Path last = file.getFileName();
        return without(last == null ? file.toString() : last.toString(), PACKED);
    }

    private static String without(String name, List<String> endings) {
        for (String ending : endings) {
            if (name.endsWith(ending) && name.length() > ending.length()) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    /** Types do not say which release they are of; the name of the file may. Empty if not. */
    private static String release(String name) {
        KernelRelease release = KernelRelease.of(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
        return release.isKnown() ? release.toString() : "";
    }
}
