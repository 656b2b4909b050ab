// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * Prologues that call the body as a function: r1 is the context, r2 a bit mask of failed arguments (bit i for argument
 * i), r3 points to an {@link ArgumentStruct} on the prologue's stack, r4 and r5 are 0. How each argument gets there, and
 * why verifiers like it, is in {@link ArgumentWriter}.
 */
final class StructPrologue {
    /** Bits of the mask in r2. */
    static final int MAX_ARGUMENTS = 64;

    private StructPrologue() {}

    /**
     * @param title what the first line record says
     * @param place how messages start
     * @throws PrologueException if an argument has no address, a symbol is unknown, or there are more than 64
     */
    static Prologue generate(
            List<FetchArgument> arguments, TargetKernel kernel, ProbeContext context, String title, String place) {
        check(arguments, place);
        ArgumentStruct struct = struct(arguments);
        PrologueCode code = new PrologueCode(Integer.MAX_VALUE);
        ArgumentWriter writer = new ArgumentWriter(code, kernel, context, arguments, struct, place);
        List<PrologueNote> notes = new ArrayList<>();
        notes.add(new PrologueNote(0, -1, title));
        writer.begin();
        for (int i = 0; i < arguments.size(); i++) {
            notes.add(new PrologueNote(code.size(), i, describe(arguments.get(i))));
            writer.fetch(arguments.get(i), i, i);
        }
        notes.add(new PrologueNote(code.size(), -1, "call of the program"));
        callBody(code, struct);
        return new Prologue(code.finish(), notes, writer.scratchBytes());
    }

    /**
     * Refuses arguments that this layout cannot hand over; all others have a {@link #struct}.
     *
     * @param place how messages start
     * @throws PrologueException if there are more than 64, or one has no address, no bytes, or more than a stack holds
     */
    static void check(List<FetchArgument> arguments, String place) {
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new PrologueException(
                    Reason.TOO_MANY_ARGUMENTS,
                    place + arguments.size() + " arguments; the mask of failed arguments has " + MAX_ARGUMENTS
                            + " bits");
        }
        FetchForm.check(arguments, place);
    }

    static ArgumentStruct struct(List<FetchArgument> arguments) {
        return ArgumentStruct.of(
                arguments.stream().map(argument -> argument.fetch().leaf()).toList());
    }

    static String describe(FetchArgument argument) {
        return argument.name().equals(argument.expression()) || argument.name().isEmpty()
                ? argument.expression()
                : argument.name() + " = " + argument.expression();
    }

    private static void callBody(PrologueCode code, ArgumentStruct struct) {
        code.emit(Insn.mov64Reg(1, ArgumentWriter.CONTEXT));
        code.emit(Insn.mov64Reg(2, ArgumentWriter.FAILED));
        code.emit(Insn.mov64Reg(3, 10));
        code.emit(Insn.alu64(Opcode.ADD, 3, -struct.sizeBytes()));
        code.emit(Insn.mov64(4, 0));
        code.emit(Insn.mov64(5, 0));
        // The body starts after the exit, one slot behind the call.
        code.emit(Insn.callFunction(1));
        code.emit(Insn.exit());
    }
}
