// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueCode.Label;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Prologues that call the body as a function: r1 is the context, r2 a bit mask of failed arguments (bit i for argument
 * i), r3 points to an {@link ArgumentStruct} on the prologue's stack, r4 and r5 are 0.
 *
 * <p>The last access of an argument reads exactly as many bytes as it needs, into a slot that is 0 before, so that a
 * value at the end of a page does not fault and a failed one stays 0; accesses before it read a pointer of 8 bytes.
 * Every access has the helper of its own address space.
 *
 * <p>A verifier follows both ways out of every access. Both reach the same instruction with the same knowledge there,
 * because the mask is computed from the helper's result instead of being set on one of the ways. So it merges them at
 * once, and 64 arguments cost it no more than 64 times one; setting bits in branches would cost 2 to the 64th.
 */
final class StructPrologue {
    /** Bits of the mask in r2. */
    static final int MAX_ARGUMENTS = 64;

    private static final int RESULT = 0;
    private static final int SCRATCH_REGISTER = 1;
    private static final int VALUE = 3;
    private static final int CONTEXT = 6;
    private static final int FAILED = 7;
    private static final int FRAME = 10;
    private static final int COMM_BYTES = 16;

    private final TargetKernel kernel;
    private final ArgumentStruct struct;
    private final int scratchBytes;
    private final String place;
    private final PrologueCode code = new PrologueCode(Integer.MAX_VALUE);
    private final List<PrologueNote> notes = new ArrayList<>();

    private StructPrologue(TargetKernel kernel, ArgumentStruct struct, int scratchBytes, String place) {
        this.kernel = kernel;
        this.struct = struct;
        this.scratchBytes = scratchBytes;
        this.place = place;
    }

    /**
     * @param title what the first line record says
     * @param place how messages start
     * @throws PrologueException if an argument has no address, a symbol is unknown, or there are more than 64
     */
    static Prologue generate(List<FetchArgument> arguments, TargetKernel kernel, String title, String place) {
        check(arguments, place);
        StructPrologue generator = new StructPrologue(kernel, struct(arguments), scratchBytes(arguments), place);
        return generator.generate(arguments, title);
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
        for (FetchArgument argument : arguments) {
            String named = place + "argument '" + argument.name() + "' (" + argument.expression() + ")";
            checkForm(argument.fetch(), named);
            checkSize(argument.fetch().leaf(), named);
        }
    }

    static ArgumentStruct struct(List<FetchArgument> arguments) {
        return ArgumentStruct.of(
                arguments.stream().map(argument -> argument.fetch().leaf()).toList());
    }

    /** Bytes below the struct that hold pointers on the way, or the task's name. */
    static int scratchBytes(List<FetchArgument> arguments) {
        int bytes = 0;
        for (FetchArgument argument : arguments) {
            if (argument.fetch().base() instanceof FetchBase.Comm) {
                return COMM_BYTES;
            } else if (argument.fetch().derefs().size() > 1) {
                bytes = 8;
            }
        }
        return bytes;
    }

    private static void checkForm(FetchArgument.Fetch fetch, String named) {
        boolean isText = fetch.leaf() instanceof FetchLeaf.Text;
        boolean isNumber = !isText && !(fetch.leaf() instanceof FetchLeaf.Memory);
        boolean isComm = fetch.base() instanceof FetchBase.Comm;
        if (isComm && (!isText || !fetch.derefs().isEmpty())) {
            throw new PrologueException(Reason.UNSUPPORTED, named + ": $comm is a text and nothing else");
        } else if (!isComm && !isNumber && fetch.derefs().isEmpty()) {
            throw new PrologueException(
                    Reason.UNSUPPORTED, named + ": texts and bytes lie in memory, but nothing is dereferenced");
        }
    }

    /** Flexible arrays and empty structs have a place, but nothing at it. */
    private static void checkSize(FetchLeaf leaf, String named) {
        if (leafBytes(leaf) <= 0) {
            throw new PrologueException(Reason.UNSUPPORTED, named + " has no bytes to fetch");
        } else if (leafBytes(leaf) > StackUse.LIMIT) {
            // Here and not with the frame's sum, so that sums and offsets fit their types.
            throw new PrologueException(
                    Reason.STACK,
                    named + " takes up to " + leafBytes(leaf) + " bytes; a frame has at most " + StackUse.LIMIT
                            + "\n  hint: fetch the members that matter, or shorten the text");
        }
    }

    private static int leafBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return text.maxBytes();
        }
        return leaf instanceof FetchLeaf.Memory memory ? memory.sizeBytes() : 8;
    }

    private String place(FetchArgument argument) {
        return place + "argument '" + argument.name() + "' (" + argument.expression() + "): ";
    }

    private Prologue generate(List<FetchArgument> arguments, String title) {
        note(-1, title);
        code.emit(Insn.mov64Reg(CONTEXT, 1));
        code.emit(Insn.mov64(FAILED, 0));
        // Stored as immediates: up to 6.7 a verifier that remembers a spilled 0 would not merge it with a fetched
        // value.
        for (int offset = 0; offset < struct.sizeBytes(); offset += 8) {
            code.emit(Insn.storeImm(8, FRAME, frameOffset(offset), 0));
        }
        for (int i = 0; i < arguments.size(); i++) {
            note(i, describe(arguments.get(i)));
            fetch(i, arguments.get(i));
        }
        note(-1, "call of the program");
        callBody();
        return new Prologue(code.finish(), notes);
    }

    private void note(int argument, String text) {
        notes.add(new PrologueNote(code.size(), argument, text));
    }

    static String describe(FetchArgument argument) {
        return argument.name().equals(argument.expression()) || argument.name().isEmpty()
                ? argument.expression()
                : argument.name() + " = " + argument.expression();
    }

    private int frameOffset(int structOffset) {
        return structOffset - struct.sizeBytes();
    }

    private int scratchOffset() {
        return -struct.sizeBytes() - scratchBytes;
    }

    private void callBody() {
        code.emit(Insn.mov64Reg(1, CONTEXT));
        code.emit(Insn.mov64Reg(2, FAILED));
        code.emit(Insn.mov64Reg(3, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, 3, -struct.sizeBytes()));
        code.emit(Insn.mov64(4, 0));
        code.emit(Insn.mov64(5, 0));
        // The body starts after the exit, one slot behind the call.
        code.emit(Insn.callFunction(1));
        code.emit(Insn.exit());
    }

    private void fetch(int index, FetchArgument argument) {
        ArgumentStruct.Member member = struct.members().get(index);
        FetchArgument.Fetch fetch = argument.fetch();
        if (fetch.base() instanceof FetchBase.Comm) {
            fetchComm(index, member);
        } else if (fetch.derefs().isEmpty()) {
            take(argument, member);
        } else {
            fetchMemory(index, argument, member);
        }
    }

    /** Cuts a number out of a register or a constant. */
    private void take(FetchArgument argument, ArgumentStruct.Member member) {
        FetchArgument.Fetch fetch = argument.fetch();
        Cut cut = Cut.of(fetch.leaf());
        if (fetch.base() instanceof FetchBase.Register) {
            loadBase(argument);
            cut.emit(code, VALUE);
        } else {
            code.constant(VALUE, cut.apply(constant(argument)));
        }
        code.emit(Insn.store(8, FRAME, frameOffset(member.offset()), VALUE));
    }

    private void fetchMemory(int index, FetchArgument argument, ArgumentStruct.Member member) {
        List<Deref> derefs = argument.fetch().derefs();
        Label done = new Label();
        loadBase(argument);
        for (int hop = 0; hop < derefs.size() - 1; hop++) {
            addOffset(derefs.get(hop).offset());
            read(read(derefs.get(hop).space()), scratchOffset(), 8);
            code.jumpIfNotZero(RESULT, done);
            code.emit(Insn.load(8, VALUE, FRAME, scratchOffset()));
        }
        Deref last = derefs.get(derefs.size() - 1);
        addOffset(last.offset());
        int target = frameOffset(member.valueOffset());
        if (member.leaf() instanceof FetchLeaf.Text text) {
            read(readText(last.space()), target, text.maxBytes());
            code.mark(done);
            storeLength(member);
        } else if (member.leaf() instanceof FetchLeaf.Memory memory) {
            read(read(last.space()), target, memory.sizeBytes());
            code.mark(done);
        } else {
            Cut cut = Cut.of(member.leaf());
            read(read(last.space()), target, cut.containerBytes());
            code.mark(done);
            cutInPlace(cut, target);
        }
        recordFailure(index);
    }

    /** The task's name is copied twice, because only a text read tells its length. */
    private void fetchComm(int index, ArgumentStruct.Member member) {
        Label done = new Label();
        code.emit(Insn.mov64Reg(1, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, 1, scratchOffset()));
        code.emit(Insn.mov64(2, COMM_BYTES));
        code.emit(Insn.call(HelperId.GET_CURRENT_COMM));
        code.jumpIfNotZero(RESULT, done);
        code.emit(Insn.mov64Reg(VALUE, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, VALUE, scratchOffset()));
        read(
                HelperId.PROBE_READ_KERNEL_STR,
                frameOffset(member.valueOffset()),
                ((FetchLeaf.Text) member.leaf()).maxBytes());
        code.mark(done);
        storeLength(member);
        recordFailure(index);
    }

    private void loadBase(FetchArgument argument) {
        if (argument.fetch().base() instanceof FetchBase.Register base) {
            code.emit(Insn.load(8, VALUE, CONTEXT, base.register().ptRegsOffset()));
        } else {
            code.constant(VALUE, constant(argument));
        }
    }

    private long constant(FetchArgument argument) {
        if (argument.fetch().base() instanceof FetchBase.Immediate immediate) {
            return immediate.value();
        }
        FetchBase.Symbol symbol = (FetchBase.Symbol) argument.fetch().base();
        return kernel.symbols()
                        .address(symbol.name())
                        .orElseThrow(() -> new PrologueException(
                                Reason.UNKNOWN_SYMBOL,
                                place(argument) + "kernel " + kernel.name() + " has no symbol '" + symbol.name()
                                        + "', has it more than once, or hides its address"))
                + symbol.offset();
    }

    private void addOffset(long offset) {
        if (offset == 0) {
            return;
        }
        if (offset == (int) offset) {
            code.emit(Insn.alu64(Opcode.ADD, VALUE, (int) offset));
        } else {
            code.constant(SCRATCH_REGISTER, offset);
            code.emit(Insn.alu64Reg(Opcode.ADD, VALUE, SCRATCH_REGISTER));
        }
    }

    private void read(HelperId helper, int frameOffset, int bytes) {
        code.emit(Insn.mov64Reg(1, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, 1, frameOffset));
        code.emit(Insn.mov64(2, bytes));
        code.emit(Insn.call(helper));
    }

    private static HelperId read(AddressSpaceKind space) {
        return space == AddressSpaceKind.USER ? HelperId.PROBE_READ_USER : HelperId.PROBE_READ_KERNEL;
    }

    private static HelperId readText(AddressSpaceKind space) {
        return space == AddressSpaceKind.USER ? HelperId.PROBE_READ_USER_STR : HelperId.PROBE_READ_KERNEL_STR;
    }

    /** Makes 8 bytes of the narrow value at the lowest addresses of its slot. */
    private void cutInPlace(Cut cut, int frameOffset) {
        boolean widensItself = cut.isUnsignedContainer() && kernel.arch().byteOrder() == ByteOrder.LITTLE_ENDIAN;
        if (widensItself || cut.isWhole()) {
            return;
        }
        code.emit(Insn.load(cut.containerBytes(), VALUE, FRAME, frameOffset));
        cut.emit(code, VALUE);
        code.emit(Insn.store(8, FRAME, frameOffset, VALUE));
    }

    /** Stores max(r0, 0): r0 is the length with its NUL, or a negative errno of the last access. */
    private void storeLength(ArgumentStruct.Member member) {
        code.emit(Insn.mov64Reg(SCRATCH_REGISTER, RESULT));
        code.emit(Insn.alu64(Opcode.ARSH, SCRATCH_REGISTER, 63));
        code.emit(Insn.alu64(Opcode.XOR, SCRATCH_REGISTER, -1));
        code.emit(Insn.alu64Reg(Opcode.AND, SCRATCH_REGISTER, RESULT));
        code.emit(Insn.store(8, FRAME, frameOffset(member.offset()), SCRATCH_REGISTER));
    }

    /** Sets the argument's bit if r0 is negative, without a branch. */
    private void recordFailure(int index) {
        code.emit(Insn.alu64(Opcode.RSH, RESULT, 63));
        if (index > 0) {
            code.emit(Insn.alu64(Opcode.LSH, RESULT, index));
        }
        code.emit(Insn.alu64Reg(Opcode.OR, FAILED, RESULT));
    }
}
