// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The function and line records that came with a program: whether they fit it, and what they say. */
final class FunctionTypes {
    private static final String EXCEPTION_CALLBACK = "exception_callback:";

    private final Instructions program;
    private final @Nullable Btf types;
    private final List<ProgramBtf.FuncInfo> functions;
    private final List<ProgramBtf.LineInfo> lines;
    private final KernelProfile profile;
    private final VerifierLog log;

    FunctionTypes(
            Instructions program,
            @Nullable ProgramBtf btf,
            @Nullable Btf types,
            KernelProfile profile,
            VerifierLog log) {
        this.program = program;
        this.types = types;
        functions = btf == null || types == null ? List.of() : btf.functions();
        lines = btf == null || types == null ? List.of() : btf.lines();
        this.profile = profile;
        this.log = log;
    }

    /** What Linux 6.7 looks at before it knows the functions. */
    void checkEarly() {
        if (profile.isAtLeast(6, 7)) {
            int previous = -1;
            for (int i = 0; i < functions.size(); i++) {
                checkOffset(i, previous);
                checkType(functions.get(i));
                previous = functions.get(i).slot();
            }
        }
    }

    /** Whether records and functions go together. */
    void check(List<Subprogram> subprograms) {
        checkFunctions(subprograms);
        checkLines(subprograms);
    }

    /** The slot of the function that the program's types declare as its exception callback (Linux 6.7), or 0. */
    int exceptionCallback() {
        Btf btf = types;
        if (btf == null || functions.isEmpty() || !profile.isAtLeast(6, 7)) {
            return 0;
        }
        int main = functions.get(0).typeId();
        for (int id = btf.firstId(); id < btf.endId(); id++) {
            if (btf.type(id) instanceof BtfType.DeclTag tag
                    && tag.type() == main
                    && tag.component() == -1
                    && tag.name().startsWith(EXCEPTION_CALLBACK)) {
                return exceptionCallback(tag.name().substring(EXCEPTION_CALLBACK.length()), btf);
            }
        }
        return 0;
    }

    private int exceptionCallback(String name, Btf btf) {
        for (ProgramBtf.FuncInfo function : functions) {
            if (btf.name(function.typeId()).equals(name)) {
                if (!isGlobal(function.typeId())) {
                    log.line("exception cb must have global linkage");
                    throw new Rejection(Errno.EINVAL);
                }
                return function.slot();
            }
        }
        log.line("exception cb could not be found: %s", name);
        throw new Rejection(Errno.EINVAL);
    }

    String nameAt(int start) {
        Btf btf = types;
        int id = typeIdAt(start);
        return btf == null || id == 0 ? "" : btf.name(id);
    }

    int typeIdAt(int start) {
        for (ProgramBtf.FuncInfo function : functions) {
            if (function.slot() == start) {
                return isFunction(function.typeId()) ? function.typeId() : 0;
            }
        }
        return 0;
    }

    boolean isGlobalAt(int start) {
        int id = typeIdAt(start);
        return id != 0 && profile.isAtLeast(5, 6) && isGlobal(id);
    }

    private boolean isGlobal(int typeId) {
        return types != null
                && types.type(typeId) instanceof BtfType.Func function
                && function.linkage() == BtfType.Func.GLOBAL;
    }

    private boolean isFunction(int typeId) {
        return types != null && typeId > 0 && typeId < types.endId() && types.type(typeId) instanceof BtfType.Func;
    }

    private void checkFunctions(List<Subprogram> subprograms) {
        if (functions.isEmpty()) {
            checkUndescribed(subprograms);
            return;
        }
        if (functions.size() != subprograms.size()) {
            throw refuse("number of funcs in func_info doesn't match number of subprogs");
        }
        boolean early = profile.isAtLeast(6, 7);
        int previous = -1;
        for (int i = 0; i < functions.size(); i++) {
            ProgramBtf.FuncInfo function = functions.get(i);
            if (!early) {
                checkOffset(i, previous);
            }
            if (function.slot() != subprograms.get(i).start) {
                throw refuse("func_info BTF section doesn't match subprog layout in BPF program");
            }
            if (!early) {
                checkType(function);
            }
            checkReturn(i, function, subprograms.get(i));
            previous = function.slot();
        }
    }

    /** Without records only the first function may do what ends a program in the middle (Linux 5.10). */
    private void checkUndescribed(List<Subprogram> subprograms) {
        if (!profile.isAtLeast(5, 10)) {
            return;
        }
        for (Subprogram subprogram : subprograms.subList(1, subprograms.size())) {
            if (subprogram.hasPacketLoad) {
                throw refuse("LD_ABS is not allowed in subprogs without BTF");
            }
            if (subprogram.hasTailCall) {
                throw refuse("tail_call is not allowed in subprogs without BTF");
            }
        }
    }

    private void checkOffset(int index, int previous) {
        int slot = functions.get(index).slot();
        if (index == 0 && slot != 0) {
            throw refuse("nonzero insn_off " + Integer.toUnsignedString(slot) + " for the first func info record");
        }
        if (index > 0 && slot <= previous) {
            throw refuse(
                    "same or smaller insn offset (" + slot + ") than previous func info record (" + previous + ")");
        }
    }

    private void checkType(ProgramBtf.FuncInfo function) {
        if (!isFunction(function.typeId())) {
            throw refuse("invalid type id " + function.typeId() + " in func info");
        }
    }

    private void checkReturn(int index, ProgramBtf.FuncInfo function, Subprogram subprogram) {
        if (index == 0 || !profile.isAtLeast(5, 10) || returnsNumber(function.typeId())) {
            return;
        }
        if (subprogram.hasPacketLoad) {
            throw refuse("LD_ABS is only allowed in functions that return 'int'.");
        }
        if (subprogram.hasTailCall) {
            throw refuse("tail_call is only allowed in functions that return 'int'.");
        }
    }

    private boolean returnsNumber(int typeId) {
        Btf btf = types;
        if (btf == null
                || !(btf.type(typeId) instanceof BtfType.Func function)
                || !(btf.type(function.proto()) instanceof BtfType.FuncProto prototype)) {
            return false;
        }
        BtfKind kind = btf.resolve(prototype.returnType()).kind();
        return kind == BtfKind.INT || kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    }

    private void checkLines(List<Subprogram> subprograms) {
        if (lines.isEmpty()) {
            return;
        }
        int described = 0;
        int previous = 0;
        for (int i = 0; i < lines.size(); i++) {
            int slot = lines.get(i).slot();
            if (slot <= previous && previous != 0 || slot < 0 || slot >= program.size()) {
                throw refuse("Invalid line_info[" + i + "].insn_off:" + Integer.toUnsignedString(slot)
                        + " (prev_offset:" + previous + " prog->len:" + program.size() + ")");
            }
            if (program.get(slot).opcode() == 0) {
                throw refuse("Invalid insn code at line_info[" + i + "].insn_off");
            }
            if (described < subprograms.size()) {
                int start = subprograms.get(described).start;
                if (slot == start) {
                    described++;
                } else if (start < slot) {
                    throw refuse("missing bpf_line_info for func#" + described);
                }
            }
            previous = slot;
        }
        if (described < subprograms.size()) {
            throw refuse("missing bpf_line_info for " + (subprograms.size() - described) + " funcs starting from func#"
                    + described);
        }
    }

    private Rejection refuse(String line) {
        log.line(line);
        return new Rejection(Errno.EINVAL);
    }
}
