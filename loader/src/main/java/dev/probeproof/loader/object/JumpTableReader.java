// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the tables of indirect jumps: section {@code .jumptables}, one symbol a table, entries of 64 bits that are byte
 * offsets in the section of the code that jumps.
 */
final class JumpTableReader {
    private static final int ENTRY_BYTES = 8;

    /** Tables do not overlap in sound files; work must stay in proportion to the file. */
    private static final int MAX_TABLE_BYTES_PER_BYTE = 2;

    private final Set<Integer> sections = new HashSet<>();
    /** By the index of the symbol. */
    private final Map<Integer, JumpTable> tables = new HashMap<>();

    private JumpTableReader() {}

    /**
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if a table leaves its section or splits an entry
     */
    static JumpTableReader read(ElfFile elf) {
        JumpTableReader reader = new JumpTableReader();
        long bytesLeft = 0;
        for (ElfSection section : elf.sections()) {
            if (ObjectSections.isJumpTables(section)) {
                reader.sections.add(section.index());
                bytesLeft += (long) MAX_TABLE_BYTES_PER_BYTE * section.size();
            }
        }
        for (ElfSymbol symbol : elf.symbols()) {
            if (reader.isTableSection(symbol.sectionIndex()) && symbol.size() > 0) {
                Bytes table = elf.sections()
                        .get(symbol.sectionIndex())
                        .bytes()
                        .slice(symbol.value(), symbol.size(), ObjectSections.JUMP_TABLES);
                bytesLeft -= table.size();
                if (bytesLeft < 0) {
                    throw table.corrupt(symbol.value(), "jump tables overlap: '" + symbol.name() + "' and many others");
                }
                reader.tables.put(symbol.index(), table(symbol, table));
            }
        }
        return reader;
    }

    private static JumpTable table(ElfSymbol symbol, Bytes entries) {
        if (symbol.value() % ENTRY_BYTES != 0 || entries.size() % ENTRY_BYTES != 0) {
            throw entries.corrupt(symbol.value(), "jump table '" + symbol.name() + "' does not lie on whole entries");
        }
        List<Long> targets = new ArrayList<>(entries.size() / ENTRY_BYTES);
        for (int at = 0; at < entries.size(); at += ENTRY_BYTES) {
            targets.add(entries.u64(at) / Instructions.SLOT_BYTES);
        }
        return new JumpTable(symbol.name(), symbol.value(), targets);
    }

    /** By offset. */
    List<JumpTable> tables() {
        List<JumpTable> sorted = new ArrayList<>(tables.values());
        sorted.sort((one, other) -> one.offset() == other.offset()
                ? one.name().compareTo(other.name())
                : Long.compare(one.offset(), other.offset()));
        return Collections.unmodifiableList(sorted);
    }

    boolean isTableSection(int section) {
        return sections.contains(section);
    }

    /** The table that a symbol names. */
    Optional<JumpTable> table(ElfSymbol symbol) {
        return Optional.ofNullable(tables.get(symbol.index()));
    }
}
