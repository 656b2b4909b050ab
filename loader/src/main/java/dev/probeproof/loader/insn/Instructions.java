// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An immutable program: instruction slots, in order, as the kernel counts them.
 *
 * <pre>{@code
 * Instructions program = Instructions.of(Insn.mov64(0, 0), Insn.exit());
 * }</pre>
 */
public final class Instructions implements Iterable<Instruction> {
    /** Bytes of one slot. */
    public static final int SLOT_BYTES = 8;

    private final List<Instruction> slots;

    private Instructions(List<Instruction> slots) {
        this.slots = List.copyOf(slots);
    }

    public static Instructions of(List<Instruction> slots) {
        return new Instructions(slots);
    }

    public static Instructions of(Instruction... slots) {
        return new Instructions(List.of(slots));
    }

    /**
     * Decodes slots in the order of the bytes: in little-endian files the low nibble of the second byte is the
     * destination, in big-endian ones the high nibble.
     *
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the size is not a multiple of 8
     */
    public static Instructions decode(Bytes bytes) {
        if (bytes.size() % SLOT_BYTES != 0) {
            throw bytes.corrupt(bytes.size(), "the size of instructions is not a multiple of 8 bytes");
        }
        boolean little = bytes.order() == ByteOrder.LITTLE_ENDIAN;
        List<Instruction> slots = new ArrayList<>(bytes.size() / SLOT_BYTES);
        for (int at = 0; at < bytes.size(); at += SLOT_BYTES) {
            int registers = bytes.u8(at + 1);
            int low = registers & 15;
            int high = registers >> 4;
            slots.add(new Instruction(
                    bytes.u8(at),
                    little ? low : high,
                    little ? high : low,
                    (short) bytes.u16(at + 2),
                    bytes.s32(at + 4)));
        }
        return new Instructions(slots);
    }

    /** The bytes of all slots in the given order. */
    public byte[] encode(ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.allocate(slots.size() * SLOT_BYTES).order(order);
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        for (Instruction slot : slots) {
            buffer.put((byte) slot.opcode());
            buffer.put((byte) (little ? slot.src() << 4 | slot.dst() : slot.dst() << 4 | slot.src()));
            buffer.putShort((short) slot.off());
            buffer.putInt(slot.imm());
        }
        return buffer.array();
    }

    /** Number of slots. */
    public int size() {
        return slots.size();
    }

    public boolean isEmpty() {
        return slots.isEmpty();
    }

    public Instruction get(int slot) {
        return slots.get(slot);
    }

    /** The slots, unmodifiable. */
    public List<Instruction> asList() {
        return slots;
    }

    /** The slots from one index to another (exclusive). */
    public Instructions slice(int from, int to) {
        return new Instructions(slots.subList(from, to));
    }

    /** These slots, then the others. Relative jumps and calls inside each part keep their meaning. */
    public Instructions append(Instructions others) {
        List<Instruction> joined = new ArrayList<>(slots.size() + others.size());
        joined.addAll(slots);
        joined.addAll(others.slots);
        return new Instructions(joined);
    }

    @Override
    public Iterator<Instruction> iterator() {
        return slots.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Instructions that && slots.equals(that.slots);
    }

    @Override
    public int hashCode() {
        return slots.hashCode();
    }

    @Override
    public String toString() {
        return Disassembler.disassemble(this);
    }
}
