// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.fetch.FetchValue;
import org.jspecify.annotations.Nullable;

/** Data of a kernel or module by symbol: where it was linked is not where it runs. */
public final class DataSymbols implements DataAddresses {
    /** The section of which every CPU has a copy. */
    private static final String PER_CPU = ".data..percpu";

    private final DebugInfo info;
    private @Nullable SymbolIndex index;

    public DataSymbols(DebugInfo info) {
        this.info = info;
    }

    @Override
    public Recovered of(long address, long probe) {
        if (index == null) {
            index = SymbolIndex.of(info, symbol -> symbol.type() == ElfSymbol.OBJECT);
        }
        SymbolIndex.Place place = index.at(address).orElse(null);
        if (place == null) {
            return new Recovered.Unknown(
                    "it lies at address 0x" + Long.toHexString(address) + " of the file, where no symbol is");
        }
        String name = place.symbol().name();
        return new Recovered.Known(
                isPerCpu(place.symbol())
                        ? new FetchValue.PerCpu(name, place.offset())
                        : new FetchValue.Symbol(name, place.offset()));
    }

    private boolean isPerCpu(ElfSymbol symbol) {
        for (ElfSection section : info.elf().sections()) {
            if (section.index() == symbol.sectionIndex()) {
                return section.name().startsWith(PER_CPU);
            }
        }
        return false;
    }
}
