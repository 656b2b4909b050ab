// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.OptionalLong;

/** Addresses as they were linked: those at which machine code of the image runs. */
record ImageSymbols(ElfFile image) implements KernelSymbols {
    /** The kernel, if the image is one, with its addresses; for an image of a program the kernel as it is. */
    static TargetKernel in(TargetKernel kernel, ElfFile image) {
        if (image.symbol("_stext").isEmpty()) {
            return kernel;
        }
        return new TargetKernel(
                kernel.name(),
                kernel.release(),
                kernel.arch(),
                kernel.btf(),
                kernel.modules(),
                new ImageSymbols(image),
                kernel.config());
    }

    @Override
    public OptionalLong address(String name) {
        return image.symbol(name).map(ElfSymbol::value).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
