// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramBtf.FuncInfo;
import dev.probeproof.loader.kernel.ProgramBtf.LineInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Function and line records of a program that has moved behind its prologue. Kernels match function records with the
 * functions that they find, and want a line record at the first instruction of each.
 */
final class ShiftedBtf {
    /** Behind the name of the body, so that bpftool, which completes cut names from BTF, still shows it. */
    private static final String MAIN_SUFFIX = "__prologue";

    private final ProgramInstance instance;
    private final ProgramBtf original;
    private final Btf btf;
    private final BtfEditor editor;
    private final int shift;

    private ShiftedBtf(ProgramInstance instance, ProgramBtf original) {
        this.instance = instance;
        this.original = original;
        this.btf = BtfReader.read(original.blob());
        this.editor = BtfEditor.of(btf);
        this.shift = instance.prologue().size();
    }

    /** The records of an instance; null if the program has none. */
    static @Nullable ProgramBtf of(ProgramInstance instance) {
        ProgramBtf original = instance.program().btf();
        if (original == null || instance.prologue().isEmpty()) {
            return original;
        }
        return new ShiftedBtf(instance, original).shifted();
    }

    private ProgramBtf shifted() {
        List<FuncInfo> functions = original.functions();
        boolean calls = instance.layout() == PrologueLayout.STRUCT;
        List<FuncInfo> moved = calls ? behindMain(functions) : mainStaysFirst(functions);
        List<LineInfo> lines = lines();
        return new ProgramBtf(editor.toBtf().raw(), moved, lines);
    }

    private List<FuncInfo> mainStaysFirst(List<FuncInfo> functions) {
        List<FuncInfo> moved = new ArrayList<>();
        for (FuncInfo function : functions) {
            moved.add(function.slot() == 0 ? function : moved(function));
        }
        return moved;
    }

    /**
     * The prologue becomes the main function. The body must be static: a global function is verified for every caller
     * there could be, and none of them is known to pass it the struct.
     */
    private List<FuncInfo> behindMain(List<FuncInfo> functions) {
        List<FuncInfo> moved = new ArrayList<>();
        if (!functions.isEmpty()) {
            FuncInfo body = functions.get(0);
            moved.add(new FuncInfo(0, addMain(body.typeId())));
            editor.setLinkage(body.typeId(), BtfType.Func.STATIC);
        }
        functions.forEach(function -> moved.add(moved(function)));
        return moved;
    }

    private int addMain(int bodyId) {
        if (!(btf.type(bodyId) instanceof BtfType.Func body)
                || !(btf.type(body.proto()) instanceof BtfType.FuncProto prototype)) {
            throw original.blob().corrupt(-1, "type " + bodyId + " of the program's function record is no function");
        }
        List<BtfType.Param> context = prototype.params().stream().limit(1).toList();
        int mainPrototype = editor.add(new BtfType.FuncProto(prototype.returnType(), context));
        return editor.add(new BtfType.Func(body.name() + MAIN_SUFFIX, mainPrototype, BtfType.Func.GLOBAL));
    }

    private FuncInfo moved(FuncInfo function) {
        return new FuncInfo(function.slot() + shift, function.typeId());
    }

    private List<LineInfo> lines() {
        List<LineInfo> lines = new ArrayList<>();
        if (original.lines().isEmpty()) {
            return lines;
        }
        LineInfo first = original.lines().get(0);
        if (instance.notes().isEmpty()) {
            lines.add(new LineInfo(0, first.fileName(), first.lineText(), first.lineColumn()));
        }
        for (PrologueNote note : instance.notes()) {
            // A definition may be any text of the user's; the string table ends a text at its first NUL.
            int text = editor.string(note.text().replace('\0', ' '));
            lines.add(new LineInfo(note.slot(), first.fileName(), text, first.lineColumn()));
        }
        for (LineInfo line : original.lines()) {
            lines.add(new LineInfo(line.slot() + shift, line.fileName(), line.lineText(), line.lineColumn()));
        }
        return lines;
    }
}
