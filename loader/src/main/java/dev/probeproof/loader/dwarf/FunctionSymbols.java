// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of functions in the symbol table by address. */
final class FunctionSymbols {
    private final Map<Long, List<String>> names;

    private FunctionSymbols(Map<Long, List<String>> names) {
        this.names = names;
    }

    static FunctionSymbols of(ElfFile elf, SectionAddresses addresses) {
        Map<Long, List<String>> names = new HashMap<>();
        for (ElfSymbol symbol : elf.symbols().isEmpty() ? elf.dynamicSymbols() : elf.symbols()) {
            if (symbol.isFunction() && !symbol.isUndefined()) {
                names.computeIfAbsent(addresses.of(elf, symbol), address -> new ArrayList<>(1))
                        .add(symbol.name());
            }
        }
        return new FunctionSymbols(names);
    }

    List<String> at(long address) {
        return List.copyOf(names.getOrDefault(address, List.of()));
    }
}
