// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.scenarios.input.InputFile;
import java.nio.file.Path;

/**
 * Types of a module from a file: raw split BTF as {@code /sys/kernel/btf} has it, or a {@code .ko}. The file's name is that
 * of the module.
 */
final class ModuleFile {
    private ModuleFile() {}

    /**
     * @param base the types of the kernel that the module was built for
     * @throws UnsupportedFeatureException for a module that brings its own extract of the kernel's types
     * @throws dev.probeproof.loader.error.ProbeproofException if it cannot be read, or is no split BTF of that kernel
     */
    static KernelModule read(Path file, Btf base) {
        Bytes bytes = InputFile.read(file);
        // Files may be called as packages call them; the kernel itself writes an underscore for every dash.
        String name = KernelFile.name(file).replace('-', '_');
        return new KernelModule(name, BtfReader.readSplit(ElfReader.isElf(bytes) ? section(bytes, file) : bytes, base));
    }

    private static Bytes section(Bytes bytes, Path file) {
        ElfFile elf = ElfReader.read(bytes);
        if (elf.section(".BTF.base").isPresent()) {
            throw new UnsupportedFeatureException(
                    "types of module " + file,
                    "relative to an extract of the kernel's types in .BTF.base (Linux 6.11 and later), which is not"
                            + " supported; take /sys/kernel/btf/NAME of a kernel that has loaded the module");
        }
        return elf.section(".BTF")
                .map(ElfSection::bytes)
                .orElseThrow(() -> bytes.corrupt(
                        -1, "this module has no .BTF section: it was built without CONFIG_DEBUG_INFO_BTF_MODULES"));
    }
}
