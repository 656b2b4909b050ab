// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Data of a kernel or module by symbol: where it was linked is not where it runs. */
public final class DataSymbols implements DataAddresses {
    /** The section of which every CPU has a copy. */
    private static final String PER_CPU = ".data..percpu";

    private final DebugInfo info;
    private @Nullable TreeMap<Long, ElfSymbol> byAddress;

    public DataSymbols(DebugInfo info) {
        this.info = info;
    }

    @Override
    public Recovered of(long address, long probe) {
        Map.Entry<Long, ElfSymbol> entry = byAddress().floorEntry(address);
        long offset = entry == null ? 0 : address - entry.getKey();
        if (entry == null || offset > 0 && Long.compareUnsigned(offset, entry.getValue().size()) >= 0) {
            return new Recovered.Unknown(
                    "it lies at address 0x" + Long.toHexString(address) + " of the file, where no symbol is");
        }
        String name = entry.getValue().name();
        return new Recovered.Known(
                isPerCpu(entry.getValue()) ? new FetchValue.PerCpu(name, offset) : new FetchValue.Symbol(name, offset));
    }

    private boolean isPerCpu(ElfSymbol symbol) {
        for (ElfSection section : info.elf().sections()) {
            if (section.index() == symbol.sectionIndex()) {
                return section.name().startsWith(PER_CPU);
            }
        }
        return false;
    }

    private TreeMap<Long, ElfSymbol> byAddress() {
        if (byAddress == null) {
            TreeMap<Long, ElfSymbol> symbols = new TreeMap<>(Long::compareUnsigned);
            ElfFile elf = info.elf();
            for (ElfSymbol symbol : elf.symbols()) {
                if (symbol.type() == ElfSymbol.OBJECT && !symbol.isUndefined() && !symbol.name().isEmpty()) {
                    symbols.merge(info.sections().addresses().of(elf, symbol), symbol, DataSymbols::betterKnown);
                }
            }
            byAddress = symbols;
        }
        return byAddress;
    }

    private static ElfSymbol betterKnown(ElfSymbol one, ElfSymbol other) {
        return other.binding() != ElfSymbol.LOCAL && one.binding() == ElfSymbol.LOCAL ? other : one;
    }
}
