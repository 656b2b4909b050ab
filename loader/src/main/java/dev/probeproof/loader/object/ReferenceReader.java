// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

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

/**
 * Understands what the instructions of a function refer to. The instruction and the symbol decide, not the type of the
 * relocation record: old compilers mix the types up.
 */
final class ReferenceReader {
    private static final String CUT_OFF = "a 64-bit load without its second half";

    private final ElfFile elf;
    private final ObjectCode code;
    private final MapTable maps;
    private final Map<Integer, Map<Long, ElfSymbol>> symbolsBySection = new HashMap<>();

    ReferenceReader(ElfFile elf, ObjectCode code, MapTable maps) {
        this.elf = elf;
        this.code = code;
        this.maps = maps;
    }

    /** The references of a function, ascending by slot. */
    List<CodeReference> read(ObjectCode.Place place, Instructions instructions) {
        Map<Long, ElfSymbol> symbols =
                symbolsBySection.computeIfAbsent(place.section().index(), index -> relocatedOffsets(place.section()));
        List<CodeReference> references = new ArrayList<>();
        for (int slot = 0; slot < instructions.size(); slot++) {
            ElfSymbol symbol = symbols.get(place.start() + (long) slot * Instructions.SLOT_BYTES);
            Instruction instruction = instructions.get(slot);
            if (symbol != null) {
                references.add(relocated(instructions, slot, symbol));
            } else if (isLocalCall(instruction) || isFunctionAddress(instruction)) {
                references.add(unrelocated(place, instructions, slot));
            }
            if (instruction.isWide()) {
                slot++;
            }
        }
        return references;
    }

    private Map<Long, ElfSymbol> relocatedOffsets(ElfSection section) {
        Map<Long, ElfSymbol> symbols = new HashMap<>();
        for (ElfRelocation relocation : elf.relocations(section)) {
            if (relocation.offset() % Instructions.SLOT_BYTES != 0) {
                throw section.bytes()
                        .corrupt(relocation.offset(), "a relocation that does not lie on a whole instruction");
            }
            symbols.put(relocation.offset(), relocation.symbol());
        }
        return symbols;
    }

    private static boolean isCutOff(Instructions instructions, int slot) {
        return instructions.get(slot).isWide()
                && (slot + 1 == instructions.size()
                        || instructions.get(slot + 1).opcode() != 0);
    }

    private static boolean isLocalCall(Instruction instruction) {
        return instruction.isCall() && instruction.src() == Opcode.PSEUDO_CALL;
    }

    private static boolean isFunctionAddress(Instruction instruction) {
        return instruction.isWide() && instruction.src() == Opcode.PSEUDO_FUNC;
    }

    private CodeReference relocated(Instructions instructions, int slot, ElfSymbol symbol) {
        Instruction instruction = instructions.get(slot);
        if (!instruction.isCall() && !instruction.isWide()) {
            return new CodeReference.Unresolvable(
                    slot,
                    "a relocation for " + describe(symbol) + " at opcode 0x" + Integer.toHexString(instruction.opcode())
                            + "; only calls and 64-bit loads can have one");
        }
        if (isCutOff(instructions, slot)) {
            return new CodeReference.Unresolvable(slot, CUT_OFF);
        }
        if (symbol.isUndefined()) {
            return symbol.name().isEmpty()
                    ? new CodeReference.Unresolvable(slot, "a relocation for a symbol without name or place")
                    : new CodeReference.ToExtern(slot, symbol.name(), symbol.binding() == ElfSymbol.WEAK);
        }
        return instruction.isCall() ? call(slot, instruction, symbol) : load(slot, instruction, symbol);
    }

    private CodeReference call(int slot, Instruction call, ElfSymbol symbol) {
        if (call.src() != Opcode.PSEUDO_CALL) {
            return new CodeReference.Unresolvable(
                    slot, "a relocation for " + describe(symbol) + " at a call of a helper");
        }
        if (!isText(symbol)) {
            return new CodeReference.Unresolvable(
                    slot,
                    "a call of " + describe(symbol) + "; only functions in " + ObjectCode.TEXT + " can be called");
        }
        return function(slot, symbol.value() / Instructions.SLOT_BYTES + call.imm() + 1, describe(symbol));
    }

    private CodeReference load(int slot, Instruction load, ElfSymbol symbol) {
        if (symbol.sectionIndex() >= ElfSymbol.RESERVED) {
            return new CodeReference.Unresolvable(
                    slot, "uninitialised common variable " + describe(symbol) + "; compile with -fno-common");
        }
        if (isText(symbol)) {
            long offset = symbol.value() + load.imm();
            return offset % Instructions.SLOT_BYTES == 0
                    ? function(slot, offset / Instructions.SLOT_BYTES, describe(symbol))
                    : new CodeReference.Unresolvable(slot, "an address inside an instruction of " + describe(symbol));
        }
        if (maps.definesMaps(symbol.sectionIndex())) {
            long offset = symbol.type() == ElfSymbol.SECTION ? symbol.value() + load.imm() : symbol.value();
            Optional<String> map = maps.mapAt(symbol.sectionIndex(), offset);
            return map.isPresent()
                    ? new CodeReference.ToMap(slot, map.get())
                    : new CodeReference.Unresolvable(
                            slot, "no map is defined at byte " + offset + " of " + section(symbol));
        }
        Optional<String> data = maps.dataMap(symbol.sectionIndex());
        return data.isPresent()
                ? new CodeReference.ToMapValue(slot, data.get(), (int) symbol.value() + load.imm())
                : new CodeReference.Unresolvable(
                        slot,
                        "a reference to " + describe(symbol) + ", which is neither map,"
                                + " nor global data, nor a function");
    }

    /** A call that the compiler resolved by itself, inside one section. */
    private CodeReference unrelocated(ObjectCode.Place place, Instructions instructions, int slot) {
        if (isCutOff(instructions, slot)) {
            return new CodeReference.Unresolvable(slot, CUT_OFF);
        }
        Instruction instruction = instructions.get(slot);
        long target = (long) place.startSlot() + slot + instruction.imm() + 1;
        if (!place.isSubprogram()) {
            return new CodeReference.Unresolvable(
                    slot,
                    "a call inside section " + place.section().name() + "; only functions in " + ObjectCode.TEXT
                            + " can be called");
        }
        return function(slot, target, "insn " + target + " of " + ObjectCode.TEXT);
    }

    private CodeReference function(int slot, long textSlot, String wanted) {
        Optional<ObjectCode.Place> target = code.textFunction(textSlot);
        return target.isPresent()
                ? new CodeReference.ToFunction(
                        slot, (int) textSlot, target.get().name())
                : new CodeReference.Unresolvable(
                        slot,
                        "no function starts at insn " + textSlot + " of " + ObjectCode.TEXT + " (" + wanted + ")");
    }

    private boolean isText(ElfSymbol symbol) {
        return section(symbol).equals(ObjectCode.TEXT);
    }

    private String section(ElfSymbol symbol) {
        return symbol.sectionIndex() < elf.sections().size()
                ? elf.sections().get(symbol.sectionIndex()).name()
                : "section 0x" + Integer.toHexString(symbol.sectionIndex());
    }

    private String describe(ElfSymbol symbol) {
        return (symbol.name().isEmpty() ? "the symbol" : "'" + symbol.name() + "'") + " of " + section(symbol);
    }
}
