// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.GplCompatibility;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the prologue of a program for one list of arguments, after making sure that the program gets what it expects.
 *
 * <p>perf's layout is generated only where perf's bytes fetch what was asked for. The rest is refused here, with the
 * struct layout as the way out; {@link PerfPrologue} itself still generates all that perf did.
 */
final class PrologueGenerator {
    /** Instructions of one program, for the privileged: 4096 before 5.2. */
    private static final int MAX_SLOTS = 1_000_000;

    private static final int FIRST_ARGUMENT = 3;

    /** Kernels want less than that above a function that makes a tail call, else the stacks of 33 of them add up. */
    private static final int TAIL_CALL_LIMIT = 256;

    private final RelocatedProgram program;
    private final Optional<BodyPrototype> prototype;
    private final TargetKernel kernel;

    private final ProbeContext context;

    /** @param program with the target that it will be loaded for */
    PrologueGenerator(RelocatedProgram program, Optional<BodyPrototype> prototype, TargetKernel kernel) {
        this.program = program;
        this.prototype = prototype;
        this.kernel = kernel;
        this.context = getsArguments(program) ? WordContext.of(program, kernel) : ProbeContext.PT_REGS;
    }

    /** Whether prologues can be made for programs of that type. */
    static boolean serves(RelocatedProgram program) {
        return program.type() == ProgramType.KPROBE || getsArguments(program);
    }

    /** Whether the context is an array of arguments. */
    static boolean getsArguments(RelocatedProgram program) {
        return Mechanism.of(program.type(), program.expectedAttachType()).hasArguments();
    }

    /**
     * @param title the probe point's definition, for messages and line records
     * @throws PrologueException if the layout cannot hand these arguments to this program
     */
    Prologue generate(PrologueLayout layout, List<FetchArgument> arguments, String title) {
        return switch (layout) {
            case NONE -> none(arguments, title);
            case PERF -> perf(arguments, title);
            case REGISTERS -> registers(arguments, title);
            case STRUCT -> struct(arguments, title);
        };
    }

    private Prologue none(List<FetchArgument> arguments, String title) {
        if (!arguments.isEmpty() && !serves(program)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED,
                    place(title) + "arguments are fetched by programs of kprobes, uprobes, fentry, fexit, fmod_ret,"
                            + " tp_btf and raw_tp only; this is a " + program.type() + " program");
        } else if (!arguments.isEmpty()) {
            throw new PrologueException(
                    Reason.PROTOTYPE_MISMATCH,
                    place(title) + "it has " + counted(arguments) + ", but the function takes the context only"
                            + "\n  hint: declare it as int " + program.name()
                            + "(ctx, u64 failed, const struct args *) with a member of 8 bytes for each number");
        }
        return Prologue.NONE;
    }

    private Prologue perf(List<FetchArgument> arguments, String title) {
        if (getsArguments(program)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED,
                    place(title) + "perf's layout is for programs that get registers" + useStruct());
        }
        if (arguments.size() > PerfPrologue.MAX_ARGUMENTS) {
            throw new PrologueException(
                    Reason.TOO_MANY_ARGUMENTS,
                    place(title) + "it has " + counted(arguments) + "; perf's layout has registers for "
                            + PerfPrologue.MAX_ARGUMENTS + useStruct());
        }
        int declared = prototype.map(BodyPrototype::fetchedParameters).orElse(arguments.size());
        if (arguments.size() > declared) {
            throw new PrologueException(
                    Reason.PROTOTYPE_MISMATCH,
                    place(title) + "it has " + counted(arguments) + ", but the function takes " + declared);
        }
        List<PerfPrologue.Operand> operands = new ArrayList<>();
        for (FetchArgument argument : arguments) {
            operands.add(operand(argument, title));
        }
        requireGplFor(arguments, title);
        Instructions prologue = PerfPrologue.generate(operands, space());
        Instructions complete = prologue.append(zeros(arguments.size(), declared));
        return new Prologue(complete, List.of(new PrologueNote(0, -1, title)), 0);
    }

    private int space() {
        int limit = KernelRelease.of(kernel.release()).isBefore(5, 2) ? PerfPrologue.MAX_SLOTS : MAX_SLOTS;
        return limit - program.instructions().size();
    }

    /** Parameters that the function declares and this point does not fetch: a verifier refuses to read them unset. */
    private static Instructions zeros(int given, int declared) {
        List<Instruction> zeros = new ArrayList<>();
        for (int i = given; i < Math.min(declared, PerfPrologue.MAX_ARGUMENTS); i++) {
            zeros.add(Insn.mov64(FIRST_ARGUMENT + i, 0));
        }
        return Instructions.of(zeros);
    }

    private PerfPrologue.Operand operand(FetchArgument argument, String title) {
        FetchArgument.Fetch fetch = argument.fetch();
        String place = place(title) + "argument '" + argument.name() + "' (" + argument.expression() + "): ";
        if (!(fetch.base() instanceof FetchBase.Register base)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED, place + "perf's layout starts at registers only" + useStruct());
        }
        if (!(fetch.leaf() instanceof FetchLeaf.Int leaf)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED,
                    place + "perf's layout hands over the first 8 bytes of a text, a bit-field or bytes as a number"
                            + useStruct());
        }
        boolean user = false;
        List<PerfArgument.Reference> references = new ArrayList<>();
        for (Deref deref : fetch.derefs()) {
            PerfPrologue.checkOffset(argument.expression(), deref.offset());
            if (user && deref.space() == AddressSpaceKind.KERNEL) {
                throw new PrologueException(
                        Reason.UNSUPPORTED,
                        place + "perf's layout cannot return to kernel memory after user memory" + useStruct());
            }
            user = deref.space() == AddressSpaceKind.USER;
            references.add(new PerfArgument.Reference(deref.offset(), user));
        }
        return new PerfPrologue.Operand(base.register(), references, leaf.sizeBytes());
    }

    private static String useStruct() {
        return "\n  hint: take the arguments as a struct: (ctx, u64 failed, const struct args *)";
    }

    private Prologue registers(List<FetchArgument> arguments, String title) {
        int declared = prototype.map(BodyPrototype::fetchedParameters).orElse(arguments.size());
        if (arguments.size() > declared) {
            throw new PrologueException(
                    Reason.PROTOTYPE_MISMATCH,
                    place(title) + "it has " + counted(arguments) + ", but the function takes " + declared);
        }
        requireGplFor(arguments, title);
        Prologue prologue = RegisterPrologue.generate(arguments, declared, kernel, context, title, place(title));
        checkStack(0, prologue.scratchBytes(), true, title);
        return prologue;
    }

    private Prologue struct(List<FetchArgument> arguments, String title) {
        requireGplFor(arguments, title);
        StructPrologue.check(arguments, place(title));
        checkPrototype(arguments, title);
        ArgumentStruct struct = StructPrologue.struct(arguments);
        compare(struct, arguments, title);
        if (struct.sizeBytes() > StackUse.LIMIT) {
            // First alone, because an instruction cannot hold the offsets of a struct that no stack holds.
            checkStack(struct.sizeBytes(), 0, false, title);
        }
        Prologue prologue = StructPrologue.generate(arguments, kernel, context, title, place(title));
        checkStack(struct.sizeBytes(), prologue.scratchBytes(), false, title);
        return prologue;
    }

    private void checkPrototype(List<FetchArgument> arguments, String title) {
        Optional<String> problem = prototype.flatMap(body -> body.problemWithStruct(arguments.size()));
        if (problem.isPresent()) {
            throw new PrologueException(Reason.PROTOTYPE_MISMATCH, place(title) + problem.get());
        }
    }

    private void compare(ArgumentStruct struct, List<FetchArgument> arguments, String title) {
        prototype.flatMap(BodyPrototype::struct).ifPresent(declared -> {
            Optional<String> difference =
                    StructComparison.difference(prototype.orElseThrow().btf(), declared, struct, arguments);
            if (difference.isPresent()) {
                throw new PrologueException(
                        Reason.PROTOTYPE_MISMATCH,
                        place(title) + "the arguments make another struct than 'struct " + declared.name()
                                + "', which the function takes\n" + difference.get());
            }
        });
    }

    /**
     * Both frames exist at once, unless the body runs in the prologue's. Up to 6.17, and wherever a JIT compiler has no private stacks, a kernel adds them up.
     */
    private void checkStack(int struct, int scratch, boolean shared, String title) {
        int frame = struct + scratch;
        StackUse body = StackUse.of(program.instructions());
        int sum = StackUse.rounded(frame) + body.deepestChain();
        if (shared) {
            sum -= Math.min(
                    StackUse.rounded(frame), StackUse.rounded(body.frames().get(0)));
        }
        boolean separate = hasPrivateStacks() && !body.tailCalls();
        String own = "the prologue's frame takes " + frame + " bytes (struct " + struct + ", scratch " + scratch + ")";
        String hint =
                "\n  hint: shorten texts (name:string(16)), or move large buffers of the program into a per-CPU map";
        if (frame > StackUse.LIMIT) {
            throw new PrologueException(
                    Reason.STACK, place(title) + own + "; a frame has at most " + StackUse.LIMIT + hint);
        } else if (!separate && sum > StackUse.LIMIT) {
            throw new PrologueException(
                    Reason.STACK,
                    place(title) + own + ", the program and the functions it calls " + body.deepestChain()
                            + ", together "
                            + sum + " with each frame rounded up to " + StackUse.FRAME_UNIT + "; kernel "
                            + kernel.release() + " gives " + StackUse.LIMIT + " in all" + hint);
        } else if (body.tailCalls() && frame >= TAIL_CALL_LIMIT) {
            throw new PrologueException(
                    Reason.STACK,
                    place(title) + own + "; a program that makes tail calls may have less than " + TAIL_CALL_LIMIT
                            + " bytes of stack above the function that makes them" + hint);
        }
    }

    private boolean hasPrivateStacks() {
        String arch = kernel.arch().name();
        return (arch.equals("x86_64") || arch.equals("arm64"))
                && KernelRelease.of(kernel.release()).isAtLeast(6, 18);
    }

    private void requireGplFor(List<FetchArgument> arguments, String title) {
        if (GplCompatibility.of(program.license())) {
            return;
        }
        for (FetchArgument argument : arguments) {
            if (FetchForm.readsMemory(argument.fetch()) || CopiedWords.isNeeded(context, argument.fetch())) {
                throw new PrologueException(
                        Reason.LICENSE,
                        place(title) + "argument '" + argument.name() + "' (" + argument.expression()
                                + ") reads memory, which kernels allow to programs under a GPL-compatible licence only;"
                                + " this one says '" + program.license() + "'"
                                + "\n  hint: char LICENSE[] SEC(\"license\") = \"Dual MIT/GPL\";");
            }
        }
    }

    private static String counted(List<FetchArgument> arguments) {
        return arguments.size() == 1 ? "1 argument" : arguments.size() + " arguments";
    }

    private String place(String title) {
        return "cannot make a prologue of '" + program.name() + "' for " + title + ": ";
    }
}
