// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.SymbolIndex;
import dev.probeproof.loader.elf.ElfSymbol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names code of a kernel image in the way that kernels take: by a symbol that is there once, and an offset. */
final class CodeSymbols {
    /** The start of a kernel's code: what perf counts from where names are not unique. */
    private static final String START = "_text";

    private final DebugInfo info;
    private @Nullable SymbolIndex functions;

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
        return functions()
                .at(address)
                .flatMap(place -> functions().isOnly(place.symbol())
                        ? Optional.of(new Place(place.symbol().name(), place.offset()))
                        : info.elf().symbol(START).map(start -> new Place(START, address - start.value())));
    }

    private SymbolIndex functions() {
        if (functions == null) {
            functions = SymbolIndex.of(info, ElfSymbol::isFunction);
        }
        return functions;
    }
}
