// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.lsp4j.debug.DisassembledInstruction;
import org.eclipse.lsp4j.debug.DisassembledInstructionPresentationHint;

/** Addresses of instructions for clients, which want numbers: the program in the upper half, the byte in it in the lower. */
final class CodeAddresses {
    private static final int PROGRAM_SHIFT = 32;
    private static final int MOST = 10_000;

    private final List<ProgramCode> code;
    private final SourceTable sources;

    CodeAddresses(List<ProgramCode> code, SourceTable sources) {
        this.code = code;
        this.sources = sources;
    }

    static String address(int program, int slot) {
        return "0x" + Long.toHexString((program + 1L << PROGRAM_SHIFT) + (long) slot * Instructions.SLOT_BYTES);
    }

    /** An address as it was given to a client: {@code 0xffff…}, 64 bits. */
    static long number(String reference) {
        try {
            boolean hex = reference.startsWith("0x");
            return Long.parseUnsignedLong(hex ? reference.substring(2) : reference, hex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw new DebugException("'" + reference + "' is no address");
        }
    }

    ProgramCode program(String reference, int offsetBytes) {
        long index = (number(reference) + offsetBytes >> PROGRAM_SHIFT) - 1;
        if (index < 0 || index >= code.size()) {
            throw new DebugException("no program lies at " + reference);
        }
        return code.get((int) index);
    }

    static int slot(String reference, int offsetBytes) {
        return (int) (number(reference) + offsetBytes) / Instructions.SLOT_BYTES;
    }

    /** As many as were asked for: where there is no code, it says so. */
    DisassembledInstruction[] disassemble(String reference, int offsetBytes, int offset, int count) {
        if (count < 0 || count > MOST) {
            throw new DebugException("at most " + MOST + " instructions at a time, not " + count);
        }
        ProgramCode of = program(reference, offsetBytes);
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < of.instructions().size(); slot++) {
            if (!of.isSecondHalf(slot)) {
                slots.add(slot);
            }
        }
        int at = slots.indexOf(slot(reference, offsetBytes));
        if (at < 0) {
            throw new DebugException("no instruction begins at " + reference);
        }
        DisassembledInstruction[] shown = new DisassembledInstruction[count];
        for (int i = 0; i < count; i++) {
            int index = at + offset + i;
            shown[i] = index < 0 || index >= slots.size()
                    ? nothing(reference, (offset + i) * Instructions.SLOT_BYTES)
                    : instruction(of, slots.get(index));
        }
        return shown;
    }

    private static DisassembledInstruction nothing(String reference, int distance) {
        DisassembledInstruction none = new DisassembledInstruction();
        none.setAddress("0x" + Long.toHexString(Math.max(0, number(reference) + distance)));
        none.setInstruction("(no code)");
        none.setPresentationHint(DisassembledInstructionPresentationHint.INVALID);
        return none;
    }

    private DisassembledInstruction instruction(ProgramCode of, int slot) {
        DisassembledInstruction shown = new DisassembledInstruction();
        shown.setAddress(address(code.indexOf(of), slot));
        shown.setInstruction(slot + ": " + of.text(slot));
        shown.setSymbol(of.functionAt(slot).name());
        Optional<SourceLine> line = of.line(slot);
        if (line.isPresent() && line.get().line() > 0) {
            shown.setLocation(sources.source(line.get().file()));
            shown.setLine(line.get().line());
        }
        return shown;
    }
}
