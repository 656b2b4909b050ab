// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static dev.probeproof.loader.insn.Opcode.*;

/**
 * What an instruction means: its slot or slots decoded into the parts that count, for whoever inspects or prints code.
 * {@link #encode} gives slots back, with all that has no meaning as zero.
 *
 * <pre>{@code
 * if (Operation.at(program, slot) instanceof Operation.Call call && call.isHelper(HelperId.PROBE_READ_KERNEL)) ...
 * }</pre>
 *
 * <p>Decoding is as lenient as a kernel that prints: fields that must be zero are ignored. Distances of jumps and calls
 * count slots from the instruction behind.
 */
public sealed interface Operation {

    /** The operation that starts at a slot; a 64-bit load is one only with its second half behind it. */
    static Operation at(Instructions program, int slot) {
        Instruction first = program.get(slot);
        if (!first.isWide()) {
            return OperationDecoder.decode(first);
        }
        boolean whole = slot + 1 < program.size() && program.get(slot + 1).opcode() == 0;
        return whole
                ? new Wide(
                        first.dst(),
                        first.src(),
                        first.imm(),
                        program.get(slot + 1).imm())
                : new Unknown(first);
    }

    /** The operation of one slot: never a 64-bit load. */
    static Operation of(Instruction slot) {
        return OperationDecoder.decode(slot);
    }

    /** Its slots in the canonical form: one, or two for a 64-bit load. */
    default List<Instruction> encode() {
        return match(new OperationEncoder());
    }

    /** Registers that it looks at. A call reads at most these; what a callee takes, its prototype says. */
    default Registers reads() {
        return match(new RegistersRead());
    }

    /** Registers that it changes, those that a call leaves in no known state included. */
    default Registers writes() {
        return match(new RegistersWritten());
    }

    /** What it does to memory itself; what a callee does is not among it. */
    default Optional<MemoryAccess> memory() {
        return Optional.empty();
    }

    /** How far it may jump in the same function, in slots from the instruction behind. */
    default OptionalInt jump() {
        return OptionalInt.empty();
    }

    /** How far from the instruction behind the function starts that it calls or takes the address of. */
    default OptionalInt function() {
        return OptionalInt.empty();
    }

    /** False if control never gets from it to the instruction behind. */
    default boolean fallsThrough() {
        return true;
    }

    /** Slots that it takes: 2 for a 64-bit load. */
    default int slots() {
        return 1;
    }

    <R> R match(Cases<R> cases);

    /** One method a kind, so that a new kind breaks the build wherever somebody has to think of it. */
    interface Cases<R> {
        R arithmetic(Arithmetic operation);

        R signExtension(SignExtension operation);

        R addressSpaceCast(AddressSpaceCast operation);

        R negation(Negation operation);

        R byteSwap(ByteSwap operation);

        R load(Load operation);

        R store(Store operation);

        R atomic(Atomic operation);

        R packetLoad(PacketLoad operation);

        R wide(Wide operation);

        R jump(Jump operation);

        R indirectJump(IndirectJump operation);

        R mayGoto(MayGoto operation);

        R branch(Branch operation);

        R call(Call operation);

        R registerCall(RegisterCall operation);

        R exit(Exit operation);

        R unknown(Unknown operation);
    }

    /** {@code dst op= operand}; 32-bit forms zero the upper half of the destination. */
    record Arithmetic(boolean wide, BinaryOperator operator, int dst, Operand operand) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.arithmetic(this);
        }
    }

    /** {@code dst = (s8)src}: 8, 16 or 32 bits. */
    record SignExtension(boolean wide, int dst, int src, int bits) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.signExtension(this);
        }
    }

    /** {@code dst = addr_space_cast(src, to, from)}, for arenas; space 0 is the kernel's own. Linux 6.9. */
    record AddressSpaceCast(int dst, int src, int to, int from) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.addressSpaceCast(this);
        }
    }

    /** {@code dst = -dst}. */
    record Negation(boolean wide, int dst) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.negation(this);
        }
    }

    /** {@code dst = be16 dst}: to a byte order, or the bytes reversed; what lies above {@code bits} becomes zero. */
    record ByteSwap(Order order, int bits, int dst) implements Operation {
        /** The order to convert to; {@link #REVERSE} swaps in any case (Linux 6.6). */
        public enum Order {
            LITTLE("le"),
            BIG("be"),
            REVERSE("bswap");

            private final String word;

            Order(String word) {
                this.word = word;
            }

            /** As programs write it. */
            public String word() {
                return word;
            }
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.byteSwap(this);
        }
    }

    /** {@code dst = *(size *)(base + offset)}, extended with zeros or, if signed, with the sign. */
    record Load(int dst, int base, int offset, int sizeBytes, boolean signed) implements Operation {
        @Override
        public Optional<MemoryAccess> memory() {
            return Optional.of(new MemoryAccess(base, offset, sizeBytes, true, false));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.load(this);
        }
    }

    /** {@code *(size *)(base + offset) = value}. */
    record Store(int base, int offset, int sizeBytes, Operand value) implements Operation {
        @Override
        public Optional<MemoryAccess> memory() {
            return Optional.of(new MemoryAccess(base, offset, sizeBytes, false, true));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.store(this);
        }
    }

    /** An atomic operation on {@code base + offset}; {@code register} is its operand, and its result where it has one. */
    record Atomic(AtomicOperator operator, int base, int offset, int sizeBytes, int register) implements Operation {
        @Override
        public Optional<MemoryAccess> memory() {
            return Optional.of(new MemoryAccess(
                    base,
                    offset,
                    sizeBytes,
                    operator != AtomicOperator.STORE_RELEASE,
                    operator != AtomicOperator.LOAD_ACQUIRE));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.atomic(this);
        }
    }

    /**
     * {@code r0 = *(size *)skb[index + offset]}: big-endian data of the packet whose context is in r6; outside of it the
     * program ends with 0.
     *
     * @param index a register, or -1 for none
     */
    record PacketLoad(int sizeBytes, int index, int offset) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.packetLoad(this);
        }
    }

    /**
     * A 64-bit immediate load, the one instruction of two slots.
     *
     * @param pseudo what the number stands for: 0 for itself, else {@link Opcode#PSEUDO_MAP_FD} and its like
     * @param low the immediate of the first slot
     * @param high the immediate of the second slot
     */
    record Wide(int dst, int pseudo, int low, int high) implements Operation {
        /** Both immediates as one number. */
        public long constant() {
            return (long) high << 32 | low & 0xffff_ffffL;
        }

        @Override
        public OptionalInt function() {
            return pseudo == PSEUDO_FUNC ? OptionalInt.of(low) : OptionalInt.empty();
        }

        @Override
        public int slots() {
            return 2;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.wide(this);
        }
    }

    /** {@code goto}, or {@code gotol} (Linux 6.6) with 32 bits of distance. */
    record Jump(boolean isLong, int distance) implements Operation {
        @Override
        public OptionalInt jump() {
            return OptionalInt.of(distance);
        }

        @Override
        public boolean fallsThrough() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jump(this);
        }
    }

    /** {@code gotox}: to the address in a register, which came from a jump table. Linux 6.19. */
    record IndirectJump(int register) implements Operation {
        @Override
        public boolean fallsThrough() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.indirectJump(this);
        }
    }

    /** {@code may_goto}: jumps once the kernel's patience with a loop ends. Linux 6.9. */
    record MayGoto(int distance) implements Operation {
        @Override
        public OptionalInt jump() {
            return OptionalInt.of(distance);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mayGoto(this);
        }
    }

    /** {@code if dst op operand goto}, on all 64 bits or on the low 32. */
    record Branch(boolean wide, Comparison comparison, int dst, Operand operand, int distance) implements Operation {
        @Override
        public OptionalInt jump() {
            return OptionalInt.of(distance);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.branch(this);
        }
    }

    /**
     * A call by number.
     *
     * @param kind {@link Opcode#HELPER_CALL}, {@link Opcode#PSEUDO_CALL} or {@link Opcode#PSEUDO_KFUNC_CALL}
     * @param immediate the helper's number, the distance to the function, or the kfunc's BTF id
     * @param module of a kfunc: index of a module's BTF in the image's table of descriptors, 0 for the kernel itself
     */
    record Call(int kind, int immediate, int module) implements Operation {
        public boolean isHelper() {
            return kind == HELPER_CALL;
        }

        public boolean isHelper(dev.probeproof.loader.uapi.HelperId helper) {
            return isHelper() && immediate == helper.number();
        }

        public boolean isFunction() {
            return kind == PSEUDO_CALL;
        }

        public boolean isKfunc() {
            return kind == PSEUDO_KFUNC_CALL;
        }

        @Override
        public OptionalInt function() {
            return isFunction() ? OptionalInt.of(immediate) : OptionalInt.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.call(this);
        }
    }

    /** {@code callx}: of the address in a register. No kernel has it so far. */
    record RegisterCall(int register) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.registerCall(this);
        }
    }

    /** Back to the caller, or the end of the program. */
    record Exit() implements Operation {
        @Override
        public boolean fallsThrough() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.exit(this);
        }
    }

    /** A slot that is no instruction, or half of one. */
    record Unknown(Instruction slot) implements Operation {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknown(this);
        }
    }
}
