// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueCode.Label;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.TargetKernel;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Fetches one argument after the other into an {@link ArgumentStruct} that ends at the frame pointer, and collects a bit
 * mask of those that failed. Uses r6 for the context, r7 for the mask, and all registers but those two as scratch.
 *
 * <p>The last access of an argument reads exactly as many bytes as it needs, into a slot that is 0 before, so that a
 * value at the end of a page does not fault and a failed one stays 0; accesses before it read a pointer of 8 bytes.
 * Every access has the helper of its own address space.
 *
 * <p>A verifier follows both ways out of every branch. Both reach the same instruction with the same knowledge there,
 * because the mask is computed from the helper's result instead of being set on one of the ways. So it merges them at
 * once, and 64 arguments cost it no more than 64 times one; setting bits in branches would cost 2 to the 64th. Values
 * that are computed have no branches at all: see {@link MemoryReads#remember}.
 */
final class ArgumentWriter {
    private static final int RESULT = 0;
    private static final int SCRATCH_REGISTER = 1;
    private static final int VALUE = 3;
    private static final int PART = 4;
    static final int CONTEXT = 6;
    static final int FAILED = 7;
    private static final int ROW = 8;
    private static final int FRAME = 10;

    private final TargetKernel kernel;
    private final CopiedWords context;
    private final ArgumentStruct struct;
    private final String place;
    private final PrologueCode code;
    private final ScratchStack stack;
    private final MemoryReads reads;
    private final ValueWriter values;

    /**
     * @param arguments that will be fetched, in the order of the struct's members
     * @param place how messages start
     */
    ArgumentWriter(
            PrologueCode code,
            TargetKernel kernel,
            ProbeContext context,
            List<FetchArgument> arguments,
            ArgumentStruct struct,
            String place) {
        this.kernel = kernel;
        this.context = CopiedWords.of(context, arguments, -struct.sizeBytes());
        this.struct = struct;
        this.place = place;
        this.code = code;
        this.stack = new ScratchStack(-struct.sizeBytes() - this.context.sizeBytes());
        this.reads = new MemoryReads(code);
        this.values = new ValueWriter(code, this.context, reads, stack);
    }

    /** Moves the context to r6 and makes the mask and the struct 0. */
    void begin() {
        code.emit(Insn.mov64Reg(CONTEXT, 1));
        code.emit(Insn.mov64(FAILED, 0));
        // Stored as immediates: up to 6.7 a verifier that remembers a spilled 0 would not merge it with a fetched
        // value.
        for (int offset = 0; offset < struct.sizeBytes(); offset += 8) {
            code.emit(Insn.storeImm(8, FRAME, frameOffset(offset), 0));
        }
        context.copy(code, reads, CONTEXT);
    }

    int frameOffset(int structOffset) {
        return structOffset - struct.sizeBytes();
    }

    /** Bytes that were taken below the struct. */
    int scratchBytes() {
        return context.sizeBytes() + stack.sizeBytes();
    }

    /**
     * Fetches into that member of the struct.
     *
     * @param bit of the mask
     */
    void fetch(FetchArgument argument, int memberIndex, int bit) {
        ArgumentStruct.Member member = struct.members().get(memberIndex);
        FetchArgument.Fetch fetch = argument.fetch();
        reads.forget();
        if (fetch.base() instanceof FetchBase.Absent) {
            code.constant(SCRATCH_REGISTER, 1L << bit);
            code.emit(Insn.alu64Reg(Opcode.OR, FAILED, SCRATCH_REGISTER));
        } else if (fetch.base() instanceof FetchBase.Comm) {
            fetchComm(member);
            recordFailure(bit);
        } else if (fetch.base() instanceof FetchBase.Pieces pieces) {
            fetchPieces(argument, pieces.pieces(), member);
            recordCollected(bit);
        } else if (fetch.derefs().isEmpty()) {
            takeNumber(argument, VALUE, CONTEXT);
            if (reads.isCollecting()) {
                reads.mask(SCRATCH_REGISTER);
                code.emit(Insn.alu64Reg(Opcode.AND, VALUE, SCRATCH_REGISTER));
            }
            code.emit(Insn.store(8, FRAME, frameOffset(member.offset()), VALUE));
            recordCollected(bit);
        } else {
            fetchMemory(argument, member);
            recordFailure(bit);
        }
    }

    /** {@code register = } a number that is cut out of a base; all but r3 and r6 take bases that read nothing. */
    void takeNumber(FetchArgument argument, int register, int contextRegister) {
        FetchBase base = argument.fetch().base();
        Cut cut = Cut.of(argument.fetch().leaf());
        if (base instanceof FetchBase.Immediate || base instanceof FetchBase.Symbol) {
            code.constant(register, cut.apply(constant(argument)));
        } else if (base instanceof FetchBase.Register at) {
            context.load(code, register, contextRegister, at.register());
            cut.emit(code, register);
        } else {
            loadBase(argument);
            cut.emit(code, register);
        }
    }

    private void fetchMemory(FetchArgument argument, ArgumentStruct.Member member) {
        List<Deref> derefs = argument.fetch().derefs();
        Label done = new Label();
        loadBase(argument);
        if (reads.isCollecting()) {
            reads.recall();
            code.jumpIfNotZero(RESULT, done);
        }
        for (int hop = 0; hop < derefs.size() - 1; hop++) {
            addOffset(derefs.get(hop).offset());
            int buffer = stack.buffer(8);
            reads.read(derefs.get(hop).space(), buffer, 8);
            code.jumpIfNotZero(RESULT, done);
            code.emit(Insn.load(8, VALUE, FRAME, buffer));
        }
        Deref last = derefs.get(derefs.size() - 1);
        addOffset(last.offset());
        int target = frameOffset(member.valueOffset());
        if (member.leaf() instanceof FetchLeaf.Text text) {
            reads.readText(last.space(), target, text.maxBytes());
            code.mark(done);
            storeLength(member.offset());
        } else if (member.leaf() instanceof FetchLeaf.Memory memory) {
            reads.read(last.space(), target, memory.sizeBytes());
            code.mark(done);
        } else if (member.leaf() instanceof FetchLeaf.Texts texts) {
            fetchTexts(texts, last.space(), member);
            code.mark(done);
        } else {
            Cut cut = Cut.of(member.leaf());
            reads.read(last.space(), target, cut.containerBytes());
            code.mark(done);
            cutInPlace(cut, target);
        }
    }

    /**
     * One text after the other, from the row of pointers at r3. A text that cannot be read is empty and the others stay; r0 is
     * negative if there is one.
     */
    private void fetchTexts(FetchLeaf.Texts texts, AddressSpaceKind pointers, ArgumentStruct.Member member) {
        code.emit(Insn.mov64Reg(ROW, VALUE));
        int buffer = stack.buffer(8);
        for (int i = 0; i < texts.count(); i++) {
            code.emit(Insn.mov64Reg(VALUE, ROW));
            addOffset(8L * i);
            reads.read(pointers, buffer, 8);
            reads.remember();
            code.emit(Insn.load(8, VALUE, FRAME, buffer));
            int offset = member.offset() + i * (member.sizeBytes() / texts.count());
            reads.readText(texts.space(), frameOffset(offset + 8), texts.maxBytes());
            storeLength(offset);
            reads.remember();
        }
        reads.recall();
    }

    /** The task's name is copied twice, because only a text read tells its length. */
    private void fetchComm(ArgumentStruct.Member member) {
        Label done = new Label();
        int buffer = stack.buffer(FetchForm.COMM_BYTES);
        reads.readComm(buffer);
        code.jumpIfNotZero(RESULT, done);
        code.emit(Insn.mov64Reg(VALUE, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, VALUE, buffer));
        int bytes = ((FetchLeaf.Text) member.leaf()).maxBytes();
        reads.readText(AddressSpaceKind.KERNEL, frameOffset(member.valueOffset()), bytes);
        code.mark(done);
        storeLength(member.offset());
    }

    private void fetchPieces(FetchArgument argument, List<FetchBase.Piece> pieces, ArgumentStruct.Member member) {
        int offset = frameOffset(member.offset());
        for (FetchBase.Piece piece : pieces) {
            write(argument, piece.value());
            if (piece.inMemory()) {
                reads.read(piece.space(), offset, piece.sizeBytes());
                reads.remember();
            } else {
                storePart(offset, piece.sizeBytes());
            }
            offset += piece.sizeBytes();
        }
        if (reads.isCollecting()) {
            reads.mask(VALUE);
            for (int at = member.offset(); at < member.offset() + member.sizeBytes(); at += 8) {
                code.emit(Insn.load(8, PART, FRAME, frameOffset(at)));
                code.emit(Insn.alu64Reg(Opcode.AND, PART, VALUE));
                code.emit(Insn.store(8, FRAME, frameOffset(at), PART));
            }
        }
    }

    /** Stores the low bytes of r3 as memory has them, in parts, because the stack takes aligned accesses only. */
    private void storePart(int frameOffset, int bytes) {
        boolean littleEndian = kernel.arch().byteOrder() == ByteOrder.LITTLE_ENDIAN;
        int done = 0;
        while (done < bytes) {
            int size = Math.min(Integer.lowestOneBit(frameOffset + done), Integer.highestOneBit(bytes - done));
            int part = frameOffset + done == 0 ? Integer.highestOneBit(bytes - done) : Math.min(size, 8);
            int shift = 8 * (littleEndian ? done : bytes - done - part);
            code.emit(Insn.mov64Reg(PART, VALUE));
            if (shift > 0) {
                code.emit(Insn.alu64(Opcode.RSH, PART, shift));
            }
            code.emit(Insn.store(part, FRAME, frameOffset + done, PART));
            done += part;
        }
    }

    private void loadBase(FetchArgument argument) {
        FetchBase base = argument.fetch().base();
        if (base instanceof FetchBase.Register at) {
            context.load(code, VALUE, CONTEXT, at.register());
        } else if (base instanceof FetchBase.Computed computed) {
            write(argument, computed.value());
        } else if (base instanceof FetchBase.PerCpu perCpu) {
            write(argument, new FetchValue.PerCpu(perCpu.name(), perCpu.offset()));
        } else {
            code.constant(VALUE, constant(argument));
        }
    }

    private void write(FetchArgument argument, FetchValue value) {
        values.write(value, symbol -> address(argument, symbol));
    }

    private long constant(FetchArgument argument) {
        if (argument.fetch().base() instanceof FetchBase.Immediate immediate) {
            return immediate.value();
        }
        FetchBase.Symbol symbol = (FetchBase.Symbol) argument.fetch().base();
        return address(argument, symbol.name()) + symbol.offset();
    }

    private long address(FetchArgument argument, String symbol) {
        return kernel.symbols()
                .address(symbol)
                .orElseThrow(() -> new PrologueException(
                        Reason.UNKNOWN_SYMBOL,
                        place + "argument '" + argument.name() + "' (" + argument.expression() + "): kernel "
                                + kernel.name() + " has no symbol '" + symbol
                                + "', has it more than once, or hides its address"));
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
    private void storeLength(int offset) {
        code.emit(Insn.mov64Reg(SCRATCH_REGISTER, RESULT));
        code.emit(Insn.alu64(Opcode.ARSH, SCRATCH_REGISTER, 63));
        code.emit(Insn.alu64(Opcode.XOR, SCRATCH_REGISTER, -1));
        code.emit(Insn.alu64Reg(Opcode.AND, SCRATCH_REGISTER, RESULT));
        code.emit(Insn.store(8, FRAME, frameOffset(offset), SCRATCH_REGISTER));
    }

    private void recordCollected(int bit) {
        if (reads.isCollecting()) {
            reads.recall();
            recordFailure(bit);
        }
    }

    /** Sets the argument's bit if r0 is negative, without a branch. */
    private void recordFailure(int bit) {
        code.emit(Insn.alu64(Opcode.RSH, RESULT, 63));
        if (bit > 0) {
            code.emit(Insn.alu64(Opcode.LSH, RESULT, bit));
        }
        code.emit(Insn.alu64Reg(Opcode.OR, FAILED, RESULT));
    }
}
