// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Data and code of a kernel or module by symbol: where it was linked is not where it runs. What has no symbol of its own, such
 * as the text of a string, is counted from one that moves with it.
 */
public final class DataSymbols implements DataAddresses {
    /** The section of which every CPU has a copy. */
    private static final String PER_CPU = ".data..percpu";

    /** The start of a kernel's image, which moves as a whole. */
    private static final String IMAGE = "_text";

    private final DebugInfo info;
    private @Nullable SymbolIndex symbols;

    public DataSymbols(DebugInfo info) {
        this.info = info;
    }

    @Override
    public Recovered of(long address, long probe) {
        if (symbols == null) {
            symbols = SymbolIndex.of(info, symbol -> symbol.type() == ElfSymbol.OBJECT || symbol.isFunction());
        }
        SymbolIndex.Place place = symbols.behind(address).orElse(null);
        if (place != null) {
            ElfSymbol symbol = place.symbol();
            if (place.isInside() && isPerCpu(symbol.sectionIndex())) {
                return new Recovered.Known(new FetchValue.PerCpu(symbol.name(), place.offset()));
            }
            if (symbols.isOnly(symbol) && (place.isInside() || isOfSameSection(symbol, address))) {
                return new Recovered.Known(new FetchValue.Symbol(symbol.name(), place.offset()));
            }
        }
        Optional<ElfSymbol> image = info.elf().type() == ElfFile.RELOCATABLE
                ? Optional.empty()
                : info.elf().symbol(IMAGE);
        int section = sectionAt(address);
        return image.isPresent() && section >= 0 && !isPerCpu(section)
                ? new Recovered.Known(
                        new FetchValue.Symbol(IMAGE, address - image.get().value()))
                : new Recovered.Unknown(
                        "it lies at address 0x" + Long.toHexString(address) + " of the file, where no symbol is");
    }

    private boolean isOfSameSection(ElfSymbol symbol, long address) {
        return symbol.sectionIndex() == sectionAt(address) && !isPerCpu(symbol.sectionIndex());
    }

    /** The index of the section that is loaded there, -1 if none is. */
    private int sectionAt(long address) {
        SectionAddresses addresses = info.sections().addresses();
        for (ElfSection section : info.elf().sections()) {
            if (section.isAllocated()
                    && Long.compareUnsigned(address - addresses.start(section.index()), section.size()) < 0) {
                return section.index();
            }
        }
        return -1;
    }

    private boolean isPerCpu(int sectionIndex) {
        for (ElfSection section : info.elf().sections()) {
            if (section.index() == sectionIndex) {
                return section.name().startsWith(PER_CPU);
            }
        }
        return false;
    }
}
