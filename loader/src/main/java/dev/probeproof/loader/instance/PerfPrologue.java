// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueCode.Label;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;

/**
 * Prologues as perf generated them, byte for byte (Linux 6.1): r1 is the context, r2 is 0 or 1 (a read failed, and then
 * every argument is 0), r3 to r5 are the arguments. C sees {@code int f(void *ctx, int err, unsigned long a, …)}.
 *
 * <p>What perf did wrong is part of the bytes: every read takes 8 bytes, nothing is sign-extended, bare registers are
 * never narrowed, and one reference to user memory makes all later ones of the argument user references.
 *
 * <pre>{@code
 * PerfArgument mode = new PerfArgument("%di", List.of(new PerfArgument.Reference(68, false)), "x32");
 * Instructions prologue = PerfPrologue.generate(List.of(mode), Archs.X86_64, 4096 - body.size());
 * }</pre>
 */
public final class PerfPrologue {
    /** How many arguments are handed over; perf drops the rest. */
    public static final int MAX_ARGUMENTS = 3;

    /** Slots of perf's buffer, prologue and body together. */
    public static final int MAX_SLOTS = 4096;

    private static final int CONTEXT = 1;
    private static final int FAILED = 2;
    private static final int FIRST_ARGUMENT = 3;
    private static final int SAVED_CONTEXT = 6;
    private static final int BUFFER = 7;
    private static final int FRAME = 10;

    /** An argument whose base is known to be a register. */
    record Operand(Register base, List<PerfArgument.Reference> references, int loadBytes) {}

    private PerfPrologue() {}

    /**
     * @param arguments any number; those after the third are ignored, whatever they are
     * @param space free slots before the body, of which perf uses 4096 at most; one more than the prologue takes is asked
     *     for, as perf does
     * @throws PrologueException with perf's number for what perf refused
     */
    public static Instructions generate(List<PerfArgument> arguments, Arch arch, int space) {
        List<PerfArgument> kept = arguments.subList(0, Math.min(arguments.size(), MAX_ARGUMENTS));
        kept.forEach(PerfPrologue::validate);
        List<Operand> operands = new ArrayList<>();
        for (PerfArgument argument : kept) {
            operands.add(new Operand(register(argument, arch), argument.references(), argument.loadBytes()));
        }
        return generate(operands, Math.min(space, MAX_SLOTS));
    }

    /** The generator itself, for at most three arguments whose registers are known. */
    static Instructions generate(List<Operand> operands, int space) {
        PrologueCode code = new PrologueCode(space - 1);
        if (operands.stream().allMatch(operand -> operand.references().isEmpty())) {
            loadRegisters(code, operands);
        } else {
            fetch(code, operands);
        }
        return code.finish();
    }

    private static void validate(PerfArgument argument) {
        if (argument.value().startsWith("@")) {
            throw new PrologueException(
                    PrologueException.Reason.UNSUPPORTED,
                    "argument '" + argument + "': perf's prologue cannot fetch a symbol");
        }
        for (PerfArgument.Reference reference : argument.references()) {
            checkOffset(argument.toString(), reference.offset());
        }
    }

    /** Throws if an offset does not fit the 32-bit immediate of an addition. */
    static void checkOffset(String argument, long offset) {
        if (offset != (int) offset) {
            throw new PrologueException(
                    PrologueException.Reason.OFFSET_OUT_OF_RANGE,
                    "argument '" + argument + "': offset " + offset + " does not fit into 32 bits");
        }
    }

    /** perf knew the names in its own DWARF tables, so the program counter and flags are none. */
    private static Register register(PerfArgument argument, Arch arch) {
        return arch.register(argument.value())
                .filter(register -> register.dwarfNumber() >= 0)
                .filter(register -> argument.value().equals("%" + register.name()))
                .orElseThrow(() -> new PrologueException(
                        PrologueException.Reason.UNKNOWN_REGISTER,
                        "argument '" + argument + "': '" + argument.value() + "' is no register of " + arch.name()
                                + " that perf's prologue knows"));
    }

    private static void loadRegisters(PrologueCode code, List<Operand> operands) {
        for (int i = 0; i < operands.size(); i++) {
            code.emit(Insn.load(
                    8, FIRST_ARGUMENT + i, CONTEXT, operands.get(i).base().ptRegsOffset()));
        }
        code.emit(Insn.mov64(FAILED, 0));
    }

    private static void fetch(PrologueCode code, List<Operand> operands) {
        Label error = new Label();
        Label success = new Label();
        Label user = new Label();
        code.emit(Insn.mov64Reg(SAVED_CONTEXT, CONTEXT));
        for (int i = 0; i < operands.size(); i++) {
            fetch(code, operands.get(i), slot(i), error);
        }
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            int loadBytes = operand.references().isEmpty() ? 8 : operand.loadBytes();
            code.emit(Insn.load(loadBytes, FIRST_ARGUMENT + i, FRAME, slot(i)));
        }
        code.goTo(success);
        code.mark(error).emit(Insn.mov64(FAILED, 1));
        for (int i = 0; i < operands.size(); i++) {
            code.emit(Insn.mov64(FIRST_ARGUMENT + i, 0));
        }
        code.goTo(user);
        code.mark(success).emit(Insn.mov64(FAILED, 0));
        code.mark(user).emit(Insn.mov64Reg(CONTEXT, SAVED_CONTEXT));
    }

    private static int slot(int argument) {
        return -8 * (argument + 1);
    }

    private static void fetch(PrologueCode code, Operand operand, int slot, Label error) {
        code.emit(Insn.load(8, FIRST_ARGUMENT, SAVED_CONTEXT, operand.base().ptRegsOffset()));
        code.emit(Insn.mov64Reg(BUFFER, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, BUFFER, slot));
        code.emit(Insn.store(8, FRAME, slot, FIRST_ARGUMENT));
        HelperId helper = HelperId.PROBE_READ_KERNEL;
        boolean first = true;
        for (PerfArgument.Reference reference : operand.references()) {
            if (!first) {
                code.emit(Insn.load(8, FIRST_ARGUMENT, FRAME, slot));
            }
            first = false;
            if (reference.user()) {
                helper = HelperId.PROBE_READ_USER;
            }
            if (reference.offset() != 0) {
                code.emit(Insn.alu64(Opcode.ADD, FIRST_ARGUMENT, (int) reference.offset()));
            }
            code.emit(Insn.mov64(2, 8));
            code.emit(Insn.mov64Reg(1, BUFFER));
            code.emit(Insn.call(helper));
            code.jumpIfNotZero(0, error);
        }
    }
}
