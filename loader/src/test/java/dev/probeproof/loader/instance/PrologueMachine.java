// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a prologue up to the first instruction of the body: just the instructions and helpers that prologues are made
 * of, in either byte order, over bytes that exist or do not.
 */
final class PrologueMachine {
    static final long CONTEXT = 0xffffc90000100000L;
    private static final long FRAME = 0xffffc90000200000L;
    private static final int EFAULT = 14;

    final long[] registers = new long[11];
    final Map<Long, Byte> kernelMemory = new HashMap<>();
    final Map<Long, Byte> userMemory = new HashMap<>();
    private final ByteOrder order;
    private String comm = "bash";

    PrologueMachine(ByteOrder order) {
        this.order = order;
    }

    PrologueMachine comm(String name) {
        comm = name;
        return this;
    }

    PrologueMachine register(int ptRegsOffset, long value) {
        put(kernelMemory, CONTEXT + ptRegsOffset, bytes(value, 8));
        return this;
    }

    static void put(Map<Long, Byte> memory, long address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            memory.put(address + i, bytes[i]);
        }
    }

    byte[] bytes(long value, int size) {
        byte[] all = ByteBuffer.allocate(8).order(order).putLong(value).array();
        return order == ByteOrder.LITTLE_ENDIAN ? Arrays.copyOf(all, size) : Arrays.copyOfRange(all, 8 - size, 8);
    }

    long number(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            int at = order == ByteOrder.LITTLE_ENDIAN ? bytes.length - 1 - i : i;
            value = value << 8 | bytes[at] & 0xff;
        }
        return value;
    }

    /** The bytes at a kernel address; all of them must exist. */
    byte[] read(long address, int size) {
        byte[] bytes = new byte[size];
        if (!copy(kernelMemory, address, bytes)) {
            throw new AssertionError("the program itself reads " + size + " bytes at 0x" + Long.toHexString(address));
        }
        return bytes;
    }

    private static boolean copy(Map<Long, Byte> memory, long address, byte[] target) {
        for (int i = 0; i < target.length; i++) {
            Byte value = memory.get(address + i);
            if (value == null) {
                return false;
            }
            target[i] = value;
        }
        return true;
    }

    /** Runs until an instruction outside the prologue is next; registers are then what the body sees. */
    PrologueMachine run(Instructions prologue) {
        Arrays.fill(registers, 0xdeadL);
        registers[1] = CONTEXT;
        registers[10] = FRAME;
        int pc = 0;
        for (int steps = 0; pc < prologue.size(); steps++) {
            if (steps > 100_000) {
                throw new AssertionError("the prologue does not end");
            }
            pc = step(prologue, pc);
        }
        if (pc != prologue.size()) {
            throw new AssertionError("the prologue leaves for slot " + pc);
        }
        return this;
    }

    private int step(Instructions program, int pc) {
        Instruction i = program.get(pc);
        boolean fromRegister = (i.opcode() & Opcode.X) != 0;
        switch (i.instructionClass()) {
            case Opcode.ALU64 ->
                registers[i.dst()] =
                        alu(i.opcode() & 0xf0, registers[i.dst()], fromRegister ? registers[i.src()] : i.imm());
            case Opcode.LDX ->
                registers[i.dst()] = number(read(registers[i.src()] + i.off(), Opcode.sizeBytes(i.opcode())));
            case Opcode.ST -> store(i, i.imm());
            case Opcode.STX -> store(i, registers[i.src()]);
            case Opcode.LD -> {
                registers[i.dst()] =
                        i.imm() & 0xffffffffL | (long) program.get(pc + 1).imm() << 32;
                return pc + 2;
            }
            case Opcode.JMP -> {
                return jump(i, pc);
            }
            default -> throw new AssertionError("not in a prologue: " + i);
        }
        return pc + 1;
    }

    private int jump(Instruction i, int pc) {
        if (i.isCall() && i.src() == Opcode.PSEUDO_CALL) {
            return pc + 1 + i.imm();
        } else if (i.isCall()) {
            registers[0] = call(HelperId.of(i.imm()).orElseThrow());
            Arrays.fill(registers, 1, 6, 0xbadL);
            return pc + 1;
        } else if (i.opcode() == Opcode.GOTO) {
            return pc + 1 + i.off();
        } else if (i.opcode() == (Opcode.JMP | Opcode.JNE | Opcode.K)) {
            return registers[i.dst()] != i.imm() ? pc + 1 + i.off() : pc + 1;
        }
        throw new AssertionError("not in a prologue: " + i);
    }

    private static long alu(int operation, long left, long right) {
        return switch (operation) {
            case Opcode.MOV -> right;
            case Opcode.ADD -> left + right;
            case Opcode.AND -> left & right;
            case Opcode.OR -> left | right;
            case Opcode.XOR -> left ^ right;
            case Opcode.LSH -> left << right;
            case Opcode.RSH -> left >>> right;
            case Opcode.ARSH -> left >> right;
            default -> throw new AssertionError("not in a prologue: operation " + operation);
        };
    }

    private void store(Instruction i, long value) {
        long address = registers[i.dst()] + i.off();
        if (address >= FRAME || address < FRAME - 512) {
            throw new AssertionError("a store outside the stack: " + i);
        }
        put(kernelMemory, address, bytes(value, Opcode.sizeBytes(i.opcode())));
    }

    private long call(HelperId helper) {
        long target = registers[1];
        int size = (int) registers[2];
        return switch (helper) {
            case PROBE_READ_KERNEL -> readMemory(kernelMemory, target, size);
            case PROBE_READ_USER -> readMemory(userMemory, target, size);
            case PROBE_READ_KERNEL_STR -> readText(kernelMemory, target, size);
            case PROBE_READ_USER_STR -> readText(userMemory, target, size);
            case GET_CURRENT_COMM -> {
                byte[] name = Arrays.copyOf(comm.getBytes(StandardCharsets.UTF_8), size);
                name[size - 1] = 0;
                put(kernelMemory, target, name);
                yield 0;
            }
            default -> throw new AssertionError("not in a prologue: " + helper);
        };
    }

    private long readMemory(Map<Long, Byte> memory, long target, int size) {
        byte[] bytes = new byte[size];
        boolean complete = copy(memory, registers[3], bytes);
        put(kernelMemory, target, complete ? bytes : new byte[size]);
        return complete ? 0 : -EFAULT;
    }

    private long readText(Map<Long, Byte> memory, long target, int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            Byte value = memory.get(registers[3] + i);
            if (value == null) {
                put(kernelMemory, target, new byte[size]);
                return -EFAULT;
            }
            text[i] = i == size - 1 ? 0 : value;
            if (text[i] == 0) {
                put(kernelMemory, target, Arrays.copyOf(text, i + 1));
                return i + 1;
            }
        }
        return -EFAULT;
    }
}
