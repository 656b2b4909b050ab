// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Disassembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * Instructions as llvm-objdump prints them, with what is known about them: source lines between them as bpftool prints
 * them, names behind them. Slots count from the first instruction; a jump names the slot that it goes to.
 */
final class Listing {
    private static final int NUMBER_WIDTH = 5;
    private static final int NOTE_COLUMN = 44;

    private final Instructions instructions;
    private final Map<Integer, String> notes = new TreeMap<>();
    private final Map<Integer, SourceLine> sources = new TreeMap<>();

    Listing(Instructions instructions) {
        this.instructions = instructions;
        for (int slot = 0; slot < instructions.size(); slot++) {
            noteHelper(slot);
        }
    }

    private void noteHelper(int slot) {
        Instruction instruction = instructions.get(slot);
        if (instruction.isCall() && instruction.src() == Opcode.HELPER_CALL) {
            HelperId.of(instruction.imm()).ifPresent(helper -> note(slot, helper.functionName()));
        }
    }

    /** What the instruction at that slot refers to. */
    void note(int slot, String text) {
        notes.merge(slot, text, (first, second) -> first + ", " + second);
    }

    /** The source line that starts at that slot. */
    void source(int slot, SourceLine line) {
        sources.put(slot, line);
    }

    void print(Terminal terminal) {
        StringBuilder text = new StringBuilder();
        for (int slot = 0; slot < instructions.size(); slot++) {
            SourceLine source = sources.get(slot);
            if (source != null) {
                text.append(terminal.paint(
                                Paint.FAINT, "; " + source.text() + " @ " + source.file() + ":" + source.line()))
                        .append('\n');
            }
            if (isSecondHalf(slot)) {
                continue;
            }
            String number = Integer.toString(slot);
            String line = " ".repeat(Math.max(0, NUMBER_WIDTH - number.length())) + number + ": " + text(slot);
            text.append(line);
            String note = notes.get(slot);
            if (note != null) {
                text.append(" ".repeat(Math.max(1, NOTE_COLUMN - line.length())))
                        .append("; ")
                        .append(note);
            }
            text.append('\n');
        }
        terminal.out().print(text);
    }

    private String text(int slot) {
        return Disassembler.disassemble(instructions, slot, Dialect.LLVM, Integer::toString);
    }

    private boolean isSecondHalf(int slot) {
        return slot > 0
                && instructions.get(slot).opcode() == 0
                && instructions.get(slot - 1).isWide();
    }

    /** The properties {@code insns} (hex, 8 bytes a slot) and {@code listing}. */
    void write(JsonGenerator json, ByteOrder order) {
        json.writeStringProperty("insns", HexFormat.of().formatHex(instructions.encode(order)));
        json.writeArrayPropertyStart("listing");
        for (int slot = 0; slot < instructions.size(); slot++) {
            if (isSecondHalf(slot)) {
                continue;
            }
            json.writeStartObject();
            json.writeNumberProperty("slot", slot);
            json.writeStringProperty("text", text(slot));
            if (notes.containsKey(slot)) {
                json.writeStringProperty("refers", notes.get(slot));
            }
            SourceLine source = sources.get(slot);
            if (source != null) {
                json.writeStringProperty("file", source.file());
                json.writeNumberProperty("line", source.line());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
