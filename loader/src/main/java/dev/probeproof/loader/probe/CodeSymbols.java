// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names code of a kernel image in the way that kernels take: by a symbol that is there once, and an offset. */
final class CodeSymbols {
    /** The start of a kernel's code: what perf counts from where names are not unique. */
    private static final String START = "_text";

    private final DebugInfo info;
    private @Nullable TreeMap<Long, ElfSymbol> byAddress;
    private final Map<String, Integer> count = new HashMap<>();

    CodeSymbols(DebugInfo info) {
        this.info = info;
    }

    /**
     * A place in the code.
     *
     * @param offset bytes from the symbol
     */
    record Place(String symbol, long offset) {}

    /** Empty if no function is there, or none that can be named. */
    Optional<Place> at(long address) {
        Map.Entry<Long, ElfSymbol> entry = byAddress().floorEntry(address);
        if (entry == null) {
            return Optional.empty();
        }
        ElfSymbol symbol = entry.getValue();
        long offset = address - entry.getKey();
        if (offset > 0 && Long.compareUnsigned(offset, symbol.size()) >= 0) {
            return Optional.empty();
        }
        if (count.getOrDefault(symbol.name(), 0) == 1) {
            return Optional.of(new Place(symbol.name(), offset));
        }
        return info.elf().symbol(START).map(start -> new Place(START, address - start.value()));
    }

    private TreeMap<Long, ElfSymbol> byAddress() {
        if (byAddress == null) {
            TreeMap<Long, ElfSymbol> symbols = new TreeMap<>(Long::compareUnsigned);
            for (ElfSymbol symbol : info.elf().symbols()) {
                if (symbol.isFunction() && !symbol.isUndefined()) {
                    symbols.merge(addressOf(symbol), symbol, CodeSymbols::betterKnown);
                    count.merge(symbol.name(), 1, Integer::sum);
                }
            }
            byAddress = symbols;
        }
        return byAddress;
    }

    private long addressOf(ElfSymbol symbol) {
        return info.elf().type() == ElfFile.RELOCATABLE
                ? info.sectionAddress(symbol.sectionIndex()) + symbol.value()
                : symbol.value();
    }

    private static ElfSymbol betterKnown(ElfSymbol one, ElfSymbol other) {
        return other.binding() != ElfSymbol.LOCAL && one.binding() == ElfSymbol.LOCAL ? other : one;
    }
}
