// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * Prologues that hand over up to three numbers in registers, without a struct: r1 is the context, r2 a bit mask of failed
 * arguments, r3 to r5 the numbers, extended to 64 bits by their types; one that failed is 0, the others stay.
 *
 * <p>Numbers that lie in registers of the probe go straight into theirs at the end. If all do, it is a load each, and
 * {@code r2 = 0}.
 */
final class RegisterPrologue {
    static final int MAX_ARGUMENTS = 3;

    private static final int CONTEXT = 1;
    private static final int FAILED = 2;
    private static final int FIRST_ARGUMENT = 3;
    private static final int FRAME = 10;

    private final List<FetchArgument> arguments;
    private final List<Integer> fetched = new ArrayList<>();
    private final List<PrologueNote> notes = new ArrayList<>();
    private final PrologueCode code = new PrologueCode(Integer.MAX_VALUE);
    private final ArgumentStruct struct;
    private final ArgumentWriter writer;

    private RegisterPrologue(List<FetchArgument> arguments, TargetKernel kernel, ProbeContext context, String place) {
        this.arguments = arguments;
        for (int i = 0; i < arguments.size(); i++) {
            if (!isDirect(arguments.get(i).fetch(), context)) {
                fetched.add(i);
            }
        }
        List<FetchArgument> members = fetched.stream().map(arguments::get).toList();
        this.struct = StructPrologue.struct(members);
        this.writer = new ArgumentWriter(code, kernel, context, members, struct, place);
    }

    /**
     * @param declared numbers that the body declares; those that are not fetched are 0
     * @param title what the first line record says
     * @param place how messages start
     */
    static Prologue generate(
            List<FetchArgument> arguments,
            int declared,
            TargetKernel kernel,
            ProbeContext context,
            String title,
            String place) {
        check(arguments, place);
        return new RegisterPrologue(arguments, kernel, context, place).generate(declared, title);
    }

    private static void check(List<FetchArgument> arguments, String place) {
        String hint = "\n  hint: take the arguments as a struct: (ctx, u64 failed, const struct args *)";
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new PrologueException(
                    Reason.TOO_MANY_ARGUMENTS,
                    place + arguments.size() + " arguments; there are registers for " + MAX_ARGUMENTS + hint);
        }
        FetchForm.check(arguments, place);
        for (FetchArgument argument : arguments) {
            if (!FetchForm.isNumber(argument.fetch().leaf())) {
                throw new PrologueException(
                        Reason.UNSUPPORTED,
                        place + "argument '" + argument.name() + "' (" + argument.expression()
                                + "): texts and bytes do not fit a register" + hint);
            }
        }
    }

    private static boolean isDirect(FetchArgument.Fetch fetch, ProbeContext context) {
        FetchBase base = fetch.base();
        boolean isKnown = base instanceof FetchBase.Register
                || base instanceof FetchBase.Immediate
                || base instanceof FetchBase.Symbol;
        return base instanceof FetchBase.Absent
                || isKnown && fetch.derefs().isEmpty() && !CopiedWords.isNeeded(context, fetch);
    }

    private Prologue generate(int declared, String title) {
        notes.add(new PrologueNote(0, -1, title));
        int context = CONTEXT;
        if (!fetched.isEmpty()) {
            writer.begin();
            context = ArgumentWriter.CONTEXT;
        }
        for (int i = 0; i < fetched.size(); i++) {
            FetchArgument argument = arguments.get(fetched.get(i));
            notes.add(new PrologueNote(code.size(), fetched.get(i), StructPrologue.describe(argument)));
            writer.fetch(argument, i, fetched.get(i));
        }
        for (int i = 0; i < MAX_ARGUMENTS; i++) {
            if (i < arguments.size()) {
                handOver(i, context);
            } else if (i < declared) {
                code.emit(Insn.mov64(FIRST_ARGUMENT + i, 0));
            }
        }
        finish();
        return new Prologue(code.finish(), notes, struct.sizeBytes() + writer.scratchBytes());
    }

    private void handOver(int index, int context) {
        FetchArgument argument = arguments.get(index);
        int register = FIRST_ARGUMENT + index;
        int slot = fetched.indexOf(index);
        if (slot >= 0) {
            code.emit(Insn.load(8, register, FRAME, writer.frameOffset(8 * slot)));
        } else {
            notes.add(new PrologueNote(code.size(), index, StructPrologue.describe(argument)));
            if (argument.fetch().base() instanceof FetchBase.Absent) {
                code.emit(Insn.mov64(register, 0));
            } else {
                writer.takeNumber(argument, register, context);
            }
        }
    }

    /** The mask, and the context back where it was. */
    private void finish() {
        int absent = 0;
        for (int i = 0; i < arguments.size(); i++) {
            absent |= arguments.get(i).fetch().base() instanceof FetchBase.Absent ? 1 << i : 0;
        }
        if (fetched.isEmpty()) {
            code.emit(Insn.mov64(FAILED, absent));
            return;
        }
        code.emit(Insn.mov64Reg(FAILED, ArgumentWriter.FAILED));
        if (absent != 0) {
            code.emit(Insn.alu64(Opcode.OR, FAILED, absent));
        }
        code.emit(Insn.mov64Reg(CONTEXT, ArgumentWriter.CONTEXT));
    }
}
