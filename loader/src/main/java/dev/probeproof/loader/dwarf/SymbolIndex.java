// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** To which symbol of an ELF file an address belongs, in the addresses that its debug information uses. */
public final class SymbolIndex {
    private final TreeMap<Long, ElfSymbol> byAddress = new TreeMap<>(Long::compareUnsigned);
    private final Map<String, Integer> timesNamed = new HashMap<>();

    private SymbolIndex() {}

    /** Of those defined symbols with a name that {@code wanted} takes; of several at one address a global one, else the first. */
    public static SymbolIndex of(DebugInfo info, Predicate<ElfSymbol> wanted) {
        SymbolIndex index = new SymbolIndex();
        ElfFile elf = info.elf();
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isUndefined() || symbol.name().isEmpty()) {
                continue;
            }
            index.timesNamed.merge(symbol.name(), 1, Integer::sum);
            if (wanted.test(symbol)) {
                index.byAddress.merge(info.sections().addresses().of(elf, symbol), symbol, SymbolIndex::betterKnown);
            }
        }
        return index;
    }

    /**
     * A place inside or behind what a symbol names.
     *
     * @param offset bytes from the symbol, unsigned
     */
    public record Place(ElfSymbol symbol, long offset) {
        /** Whether the place is part of what the symbol names; without a size that is its first byte. */
        public boolean isInside() {
            return offset == 0 || Long.compareUnsigned(offset, symbol.size()) < 0;
        }
    }

    /** What an address is part of; empty if it lies inside of no symbol. */
    public Optional<Place> at(long address) {
        return behind(address).filter(Place::isInside);
    }

    /** The address, counted from the symbol before it, wherever that ends; empty if there is none before. */
    public Optional<Place> behind(long address) {
        return Optional.ofNullable(byAddress.floorEntry(address))
                .map(entry -> new Place(entry.getValue(), address - entry.getKey()));
    }

    /** Whether no other symbol of the file has its name: kernels know symbols by name alone. */
    public boolean isOnly(ElfSymbol symbol) {
        return timesNamed.getOrDefault(symbol.name(), 0) == 1;
    }

    private static ElfSymbol betterKnown(ElfSymbol one, ElfSymbol other) {
        return other.binding() != ElfSymbol.LOCAL && one.binding() == ElfSymbol.LOCAL ? other : one;
    }
}
