// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.arch.ValueShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Sets registers and stack as they are at a function's entry, by the architecture's calling convention. */
final class CallSetup {
    /** Registers that say how the CPU works, not what code computes; and those that the whole image shares. */
    private static final List<String> KEPT =
            List.of("flags", "cs", "ss", "pstate", "pswm", "gp", "tp", "x18", "status");

    /** What a register holds that nobody has set: no valid address on any architecture, and its own index. */
    private static final long UNSET = 0x5afe_0000_0000_0000L;

    private static final int STRUCT_RESULT_BYTES = 256;

    private final MachineModel model;
    private final Arch arch;
    private final MachineMemory memory;
    private final Engine engine;

    CallSetup(MachineModel model, MachineMemory memory, Engine engine) {
        this.model = model;
        this.arch = model.arch();
        this.memory = memory;
        this.engine = engine;
    }

    void enter(MachineRun run) {
        forgetRegisters();
        List<ArgumentPlace> places = arch.callingConvention()
                .place(
                        run.result(),
                        run.arguments().stream().map(MachineArgument::shape).toList());
        long pointer = stackPointer(run, places);
        set(arch.stackPointer(), pointer);
        if (model.linkRegister().isPresent()) {
            set(model.linkRegister().get(), model.layout().guard());
        } else {
            engine.write(pointer, word(model.layout().guard()));
        }
        passResultPointer(run.result());
        for (int i = 0; i < places.size(); i++) {
            pass(run.arguments().get(i), places.get(i), pointer, i);
        }
        run.registers().forEach(this::set);
    }

    private void forgetRegisters() {
        List<Register> registers = arch.registers();
        for (int i = 0; i < registers.size(); i++) {
            if (model.numbers()[i] >= 0
                    && !KEPT.contains(registers.get(i).name())
                    && !registers.get(i).equals(arch.instructionPointer())) {
                engine.setRegister(i, UNSET + i);
            }
        }
    }

    /** Room for the arguments on the stack and for what the callee may use above; 16 bytes aligned at the call. */
    private long stackPointer(MachineRun run, List<ArgumentPlace> places) {
        int room = model.emptyStackBytes();
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i) instanceof ArgumentPlace.OnStack onStack) {
                room = Math.max(
                        room,
                        onStack.offsetBytes()
                                + (int) Math.max(
                                        8, run.arguments().get(i).shape().sizeBytes()));
            }
        }
        long aligned = memory.stackEnd() - 64 - (room + 15 & -16);
        return model.linkRegister().isPresent() ? aligned : aligned - 8;
    }

    /** Where a large struct result goes: the argument that the convention puts in front, or arm64's x8. */
    private void passResultPointer(ValueShape result) {
        ValueShape[] alone = {new ValueShape(ValueShape.Kind.INTEGER, 8)};
        ArgumentPlace first =
                arch.callingConvention().place(result, List.of(alone)).get(0);
        Register register = arch.argumentRegisters().get(0);
        boolean shifted = !first.equals(new ArgumentPlace.InRegisters(List.of(register)));
        boolean aggregate = result.kind() == ValueShape.Kind.AGGREGATE;
        if (shifted) {
            set(register, memory.place(new byte[STRUCT_RESULT_BYTES]));
        } else if (aggregate && result.sizeBytes() > 16 && arch.name().equals("arm64")) {
            set(arch.register("x8").orElseThrow(), memory.place(new byte[STRUCT_RESULT_BYTES]));
        }
    }

    private void pass(MachineArgument argument, ArgumentPlace place, long pointer, int index) {
        byte[] bytes = argument instanceof MachineArgument.Struct struct
                ? struct.bytes()
                : word(((MachineArgument.Scalar) argument).value());
        if (place instanceof ArgumentPlace.InRegisters inRegisters) {
            int at = 0;
            for (Register register : inRegisters.registers()) {
                int end = Math.min(at + 8, bytes.length);
                set(register, number(Arrays.copyOfRange(bytes, Math.min(at, end), end)));
                at += 8;
            }
        } else if (place instanceof ArgumentPlace.OnStack onStack) {
            boolean small = bytes.length < 8 && arch.byteOrder() == ByteOrder.BIG_ENDIAN;
            engine.write(pointer + onStack.offsetBytes(), small ? word(number(bytes)) : bytes);
        } else if (place instanceof ArgumentPlace.ByReference reference) {
            pass(MachineArgument.of(memory.place(bytes)), reference.pointer(), pointer, index);
        } else if (place instanceof ArgumentPlace.Unreachable unreachable) {
            throw new MachineException("argument " + (index + 1) + " cannot be passed: it is " + unreachable.reason());
        }
    }

    /** The value of up to 8 bytes in a register: at its low end in either byte order. */
    private long number(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(8).order(arch.byteOrder());
        buffer.position(arch.byteOrder() == ByteOrder.BIG_ENDIAN ? 8 - bytes.length : 0);
        buffer.put(bytes);
        return buffer.getLong(0);
    }

    private byte[] word(long value) {
        return Relocations.word(model, value, 8);
    }

    private void set(Register register, long value) {
        engine.setRegister(model.index(register), value);
    }
}
