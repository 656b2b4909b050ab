// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of functions in the symbol table by address, and back. */
final class FunctionSymbols {
    private final Map<Long, List<String>> names;
    private final Map<String, List<Long>> addresses = new HashMap<>();

    private FunctionSymbols(Map<Long, List<String>> names) {
        this.names = names;
        names.forEach((address, all) -> all.forEach(name -> addresses
                .computeIfAbsent(original(name), key -> new ArrayList<>(1))
                .add(address)));
    }

    /** What it was called before the compiler specialized it: {@code copy} of {@code copy.isra.0}. */
    private static String original(String name) {
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Where functions of a name begin, and the copies that the compiler made of them. */
    List<Long> of(String name) {
        return List.copyOf(addresses.getOrDefault(original(name), List.of()));
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
