// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.loader.LoadedInstance;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Disassembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.object.SourceLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The code of a program that is loaded, with what its object says of it: lines, functions, their parameters. */
public final class ProgramCode {
    private final LoadedObject object;
    private final String name;
    private final ProgramImage image;
    private final int prologueSlots;
    private final @Nullable SourceLine[] lines;
    private final boolean[] lineStarts;
    private final List<Function> functions = new ArrayList<>();
    private final Function[] functionOf;
    private final @Nullable Btf types;

    /**
     * A function of a program.
     *
     * @param start its first slot
     * @param end the slot behind it
     * @param parameters in the types of {@link ProgramCode#types}
     */
    public record Function(String name, int start, int end, List<BtfType.Param> parameters) {}

    ProgramCode(LoadedObject object, LoadedProgram program, LoadedInstance instance) {
        this.object = object;
        this.name = program.name();
        this.image = instance.handle().image();
        this.prologueSlots = instance.instance().prologue().size();
        int slots = image.instructions().size();
        this.lines = new SourceLine[slots];
        this.lineStarts = new boolean[slots];
        ProgramBtf btf = image.btf();
        this.types = btf == null ? null : BtfReader.read(btf.blob());
        if (btf != null && types != null) {
            lines(btf, types);
            functions(btf, types);
        }
        if (functions.isEmpty()) {
            functions.add(new Function(name, 0, slots, List.of()));
        }
        this.functionOf = new Function[slots];
        functions.forEach(function -> Arrays.fill(functionOf, function.start(), function.end(), function));
    }

    private void lines(ProgramBtf btf, Btf names) {
        for (int i = 0; i < btf.lines().size(); i++) {
            ProgramBtf.LineInfo record = btf.lines().get(i);
            SourceLine line = new SourceLine(
                    names.string(Integer.toUnsignedLong(record.fileName())),
                    record.line(),
                    record.column(),
                    names.string(Integer.toUnsignedLong(record.lineText())).strip());
            int end = i + 1 < btf.lines().size() ? btf.lines().get(i + 1).slot() : lines.length;
            for (int slot = record.slot(); slot < end && slot < lines.length; slot++) {
                lines[slot] = line;
            }
            if (record.slot() < lines.length) {
                lineStarts[record.slot()] = true;
            }
        }
    }

    private void functions(ProgramBtf btf, Btf names) {
        for (int i = 0; i < btf.functions().size(); i++) {
            ProgramBtf.FuncInfo record = btf.functions().get(i);
            int end =
                    i + 1 < btf.functions().size() ? btf.functions().get(i + 1).slot() : lines.length;
            List<BtfType.Param> parameters = names.type(record.typeId()) instanceof BtfType.Func function
                            && names.type(function.proto()) instanceof BtfType.FuncProto proto
                    ? proto.params()
                    : List.of();
            functions.add(new Function(names.name(record.typeId()), record.slot(), end, parameters));
        }
    }

    /** The object that it is from. */
    public LoadedObject object() {
        return object;
    }

    /** The program's name in the object. */
    public String name() {
        return name;
    }

    public ProgramImage image() {
        return image;
    }

    public Instructions instructions() {
        return image.instructions();
    }

    /** How many slots of fetches stand in front of what the compiler made. */
    public int prologueSlots() {
        return prologueSlots;
    }

    /** The types that functions are described in; empty without type information. */
    public Optional<Btf> types() {
        return Optional.ofNullable(types);
    }

    /** The line of C that an instruction belongs to. */
    public Optional<SourceLine> line(int slot) {
        return slot < 0 || slot >= lines.length ? Optional.empty() : Optional.ofNullable(lines[slot]);
    }

    /** Whether the compiler says that a piece of a line begins there. */
    public boolean startsLine(int slot) {
        return slot >= 0 && slot < lineStarts.length && lineStarts[slot];
    }

    /** Functions by slot; a program without type information is one. */
    public List<Function> functions() {
        return functions;
    }

    public Function functionAt(int slot) {
        return functionOf[slot];
    }

    /** Where what the compiler made of a function begins: behind the fetches of a program's arguments. */
    public int bodyStart(Function function) {
        return function.start() == 0 ? prologueSlots : function.start();
    }

    /** The instruction as {@code dump} prints it, with the names of maps and functions. */
    public String text(int slot) {
        return CodeText.of(this, slot);
    }

    String disassembled(int slot) {
        return Disassembler.disassemble(image.instructions(), slot, Dialect.LLVM, Integer::toString);
    }

    /** Whether a slot is the second half of a 64-bit load. */
    public boolean isSecondHalf(int slot) {
        return slot > 0
                && instructions().get(slot).opcode() == 0
                && instructions().get(slot - 1).isWide();
    }
}
