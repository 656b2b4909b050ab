// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** To which symbol of an ELF file an address belongs, in the addresses that its debug information uses. */
public final class SymbolIndex {
    private final TreeMap<Long, ElfSymbol> byAddress = new TreeMap<>(Long::compareUnsigned);

    private SymbolIndex() {}

    /** Of those defined symbols with a name that {@code wanted} takes; of several at one address a global one, else the first. */
    public static SymbolIndex of(DebugInfo info, Predicate<ElfSymbol> wanted) {
        SymbolIndex index = new SymbolIndex();
        ElfFile elf = info.elf();
        for (ElfSymbol symbol : elf.symbols()) {
            if (!symbol.isUndefined() && !symbol.name().isEmpty() && wanted.test(symbol)) {
                index.byAddress.merge(info.sections().addresses().of(elf, symbol), symbol, SymbolIndex::betterKnown);
            }
        }
        return index;
    }

    /**
     * A place inside what a symbol names.
     *
     * @param offset bytes from the symbol, less than its size; 0 for one without a size
     */
    public record Place(ElfSymbol symbol, long offset) {}

    /** Empty if the address lies inside of no symbol. */
    public Optional<Place> at(long address) {
        Map.Entry<Long, ElfSymbol> entry = byAddress.floorEntry(address);
        if (entry == null) {
            return Optional.empty();
        }
        long offset = address - entry.getKey();
        boolean behind =
                offset != 0 && Long.compareUnsigned(offset, entry.getValue().size()) >= 0;
        return behind ? Optional.empty() : Optional.of(new Place(entry.getValue(), offset));
    }

    private static ElfSymbol betterKnown(ElfSymbol one, ElfSymbol other) {
        return other.binding() != ElfSymbol.LOCAL && one.binding() == ElfSymbol.LOCAL ? other : one;
    }
}
