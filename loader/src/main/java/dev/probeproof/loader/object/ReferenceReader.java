// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfRelocation;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Understands what the instructions of a function refer to. The instruction and the symbol decide, not the type of the
 * relocation record: old compilers mix the types up.
 *
 * <p>What the reference loader answers by refusing the whole object is refused here with a {@link
 * CorruptObjectException}; what it finds out when it puts a program together becomes a {@link
 * CodeReference.Unresolvable} of that program.
 */
final class ReferenceReader {
    private final ElfFile elf;
    private final ObjectCode code;
    private final MapTable maps;
    private final JumpTableReader tables;
    private final Map<Integer, TreeMap<Long, ElfSymbol>> symbolsBySection = new HashMap<>();

    /**
     * @throws CorruptObjectException if relocations in code are damaged, those included that belong to no function
     */
    ReferenceReader(ElfFile elf, ObjectCode code, MapTable maps, JumpTableReader tables) {
        this.elf = elf;
        this.code = code;
        this.maps = maps;
        this.tables = tables;
        for (ElfSection section : elf.sections()) {
            int target = section.info();
            boolean relocations = section.type() == ElfSection.REL || section.type() == ElfSection.RELA;
            if (relocations
                    && target >= 0
                    && target < elf.sections().size()
                    && ObjectSections.isCode(elf.sections().get(target))) {
                addSymbols(section, elf.sections().get(target));
            }
        }
    }

    private void addSymbols(ElfSection relocations, ElfSection target) {
        TreeMap<Long, ElfSymbol> symbols = symbolsBySection.computeIfAbsent(target.index(), index -> new TreeMap<>());
        for (ElfRelocation relocation : elf.relocationsIn(relocations)) {
            long offset = relocation.offset();
            if (offset % Instructions.SLOT_BYTES != 0) {
                throw target.bytes().corrupt(offset, "a relocation that does not lie on a whole instruction");
            }
            if (relocation.symbol().sectionIndex() >= ElfSymbol.RESERVED) {
                throw target.bytes()
                        .corrupt(
                                offset,
                                "uninitialised common variable " + describe(relocation.symbol())
                                        + "; give it a value, or compile with -fno-common");
            }
            symbols.put(offset, relocation.symbol());
        }
    }

    /**
     * The references of a function, ascending by slot.
     *
     * @throws CorruptObjectException if one of them means nothing in any program
     */
    List<CodeReference> read(ObjectCode.Place place, Instructions instructions) {
        List<CodeReference> references = new ArrayList<>();
        Map<Long, ElfSymbol> symbols = symbolsBySection
                .getOrDefault(place.section().index(), new TreeMap<>())
                .subMap((long) place.start(), (long) place.start() + place.size());
        symbols.forEach((offset, symbol) -> {
            int slot = (int) (offset - place.start()) / Instructions.SLOT_BYTES;
            references.add(relocated(new Site(place, instructions, slot), symbol));
        });
        for (int slot = 0; slot < instructions.size(); slot++) {
            Site site = new Site(place, instructions, slot);
            boolean needsFunction = site.isFunctionCall() || site.isFunctionAddress();
            if (needsFunction && !symbols.containsKey(site.sectionOffset())) {
                references.add(unrelocated(site));
            }
            if (site.instruction().isWide()) {
                slot++;
            }
        }
        references.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
        return references;
    }

    /** An instruction of a function. */
    private record Site(ObjectCode.Place place, Instructions instructions, int slot) {
        Instruction instruction() {
            return instructions.get(slot);
        }

        long sectionOffset() {
            return place.start() + (long) slot * Instructions.SLOT_BYTES;
        }

        boolean isFunctionCall() {
            return instruction().isCall() && instruction().src() == Opcode.PSEUDO_CALL;
        }

        boolean isFunctionAddress() {
            return instruction().isWide() && instruction().src() == Opcode.PSEUDO_FUNC;
        }

        /** A 64-bit load whose second half is not there. */
        boolean isCutOff() {
            return instruction().isWide()
                    && (slot + 1 == instructions.size()
                            || instructions.get(slot + 1).opcode() != 0);
        }

        CorruptObjectException refused(String problem) {
            return place.section()
                    .bytes()
                    .corrupt(sectionOffset(), "insn " + slot + " of '" + place.name() + "': " + problem);
        }
    }

    private CodeReference relocated(Site site, ElfSymbol symbol) {
        Instruction instruction = site.instruction();
        if (!instruction.isCall() && !instruction.isWide()) {
            throw site.refused("invalid relocation target instruction: a relocation for " + describe(symbol)
                    + " at opcode 0x" + Integer.toHexString(instruction.opcode())
                    + "; only calls and 64-bit loads can have one");
        }
        if (site.isCutOff()) {
            throw site.refused("a relocation for " + describe(symbol) + " at a 64-bit load without its second half");
        }
        if (ObjectSections.isExtern(symbol)) {
            return new CodeReference.ToExtern(site.slot(), symbol.name(), symbol.binding() == ElfSymbol.WEAK);
        }
        if (symbol.isUndefined()) {
            throw site.refused("a relocation for " + describe(symbol) + ", which nothing defines");
        }
        return instruction.isCall() ? call(site, symbol) : load(site, symbol);
    }

    private CodeReference call(Site site, ElfSymbol symbol) {
        if (!site.isFunctionCall()) {
            throw site.refused("a relocation for " + describe(symbol) + " at a call of a helper");
        }
        if (!isText(symbol)) {
            throw site.refused(
                    "a call of " + describe(symbol) + "; only functions in " + ObjectSections.TEXT + " can be called");
        }
        if (symbol.value() % Instructions.SLOT_BYTES != 0) {
            throw site.refused("a call of " + describe(symbol) + ", which is inside an instruction");
        }
        long target =
                symbol.value() / Instructions.SLOT_BYTES + site.instruction().imm() + 1;
        return function(site.slot(), target, describe(symbol));
    }

    private CodeReference load(Site site, ElfSymbol symbol) {
        int slot = site.slot();
        int imm = site.instruction().imm();
        if (isFunction(symbol)) {
            if (symbol.value() % Instructions.SLOT_BYTES != 0 || imm % Instructions.SLOT_BYTES != 0) {
                throw site.refused("an address inside an instruction of " + describe(symbol));
            }
            return function(slot, (symbol.value() + imm) / Instructions.SLOT_BYTES, describe(symbol));
        }
        if (tables.isTableSection(symbol.sectionIndex())) {
            return tables.table(symbol)
                    .<CodeReference>map(table -> new CodeReference.ToJumpTable(slot, table.name()))
                    .orElseGet(() -> new CodeReference.Unresolvable(
                            slot, describe(symbol) + " is no jump table: it has no size"));
        }
        if (maps.definesMaps(symbol.sectionIndex())) {
            long offset = symbol.type() == ElfSymbol.SECTION ? symbol.value() + imm : symbol.value();
            return maps.mapAt(symbol.sectionIndex(), offset)
                    .<CodeReference>map(map -> new CodeReference.ToMap(slot, map))
                    .orElseThrow(() -> site.refused("no map is defined at byte " + offset + " of " + section(symbol)));
        }
        return maps.dataMap(symbol.sectionIndex())
                .<CodeReference>map(map -> new CodeReference.ToMapValue(slot, map, (int) symbol.value() + imm))
                .orElseThrow(() -> site.refused("a reference to " + describe(symbol)
                        + ", which is neither map, nor global data, nor a function of " + ObjectSections.TEXT));
    }

    /** A call that the compiler resolved by itself, inside one section. */
    private CodeReference unrelocated(Site site) {
        int slot = site.slot();
        if (site.isFunctionAddress()) {
            return new CodeReference.Unresolvable(slot, "the address of a function, but no relocation says of which");
        }
        if (!site.place().isSubprogram()) {
            return new CodeReference.Unresolvable(
                    slot,
                    "a call inside section " + site.place().section().name() + "; only functions in "
                            + ObjectSections.TEXT + " can be called");
        }
        long target =
                (long) site.place().startSlot() + slot + site.instruction().imm() + 1;
        return function(slot, target, "insn " + target + " of " + ObjectSections.TEXT);
    }

    private CodeReference function(int slot, long textSlot, String wanted) {
        Optional<ObjectCode.Place> target = code.textFunction(textSlot);
        return target.isPresent()
                ? new CodeReference.ToFunction(
                        slot, (int) textSlot, target.get().name())
                : new CodeReference.Unresolvable(
                        slot,
                        "no function starts at insn " + textSlot + " of " + ObjectSections.TEXT + " (" + wanted + ")");
    }

    /** True for functions that other files can name, and for the section, by which static ones are named. */
    private boolean isFunction(ElfSymbol symbol) {
        boolean named = symbol.isFunction() && symbol.binding() != ElfSymbol.LOCAL;
        boolean whole = symbol.type() == ElfSymbol.SECTION && symbol.binding() == ElfSymbol.LOCAL;
        return isText(symbol) && (named || whole);
    }

    private boolean isText(ElfSymbol symbol) {
        return section(symbol).equals(ObjectSections.TEXT);
    }

    private String section(ElfSymbol symbol) {
        return symbol.sectionIndex() < elf.sections().size()
                ? elf.sections().get(symbol.sectionIndex()).name()
                : "section 0x" + Integer.toHexString(symbol.sectionIndex());
    }

    private String describe(ElfSymbol symbol) {
        String name = symbol.name().isEmpty() ? "the symbol" : "'" + symbol.name() + "'";
        return symbol.isUndefined() ? name : name + " of " + section(symbol);
    }
}
