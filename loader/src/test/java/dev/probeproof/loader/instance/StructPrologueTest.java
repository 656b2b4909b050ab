// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.instance.TestPrograms.U32;
import static dev.probeproof.loader.instance.TestPrograms.U64;
import static dev.probeproof.loader.instance.TestPrograms.argument;
import static dev.probeproof.loader.instance.TestPrograms.kernelAt;
import static dev.probeproof.loader.instance.TestPrograms.register;
import static dev.probeproof.loader.instance.TestPrograms.userAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StructPrologueTest {
    private static final long DATA = 0xffff888000001000L;
    private static final long SEED = 112113;

    private Arch arch = Archs.X86_64;

    private Prologue generate(FetchArgument... arguments) {
        return StructPrologue.generate(
                List.of(arguments), TestPrograms.kernel(arch, "6.12"), ProbeContext.PT_REGS, "title", "");
    }

    private PrologueMachine machine() {
        return new PrologueMachine(arch.byteOrder());
    }

    private static List<HelperId> helpers(Prologue prologue) {
        return prologue.instructions().asList().stream()
                .filter(i -> i.isCall() && i.src() == Opcode.HELPER_CALL)
                .map(i -> HelperId.of(i.imm()).orElseThrow())
                .toList();
    }

    @Test
    void callsTheBodyWithAllArgumentRegistersDefined() {
        Instructions prologue = generate(argument("n", register("di"), U64)).instructions();

        assertThat(prologue.asList())
                .containsExactly(
                        Insn.mov64Reg(6, 1),
                        Insn.mov64(7, 0),
                        Insn.storeImm(8, 10, -8, 0),
                        Insn.load(8, 3, 6, 112),
                        Insn.store(8, 10, -8, 3),
                        Insn.mov64Reg(1, 6),
                        Insn.mov64Reg(2, 7),
                        Insn.mov64Reg(3, 10),
                        Insn.alu64(Opcode.ADD, 3, -8),
                        Insn.mov64(4, 0),
                        Insn.mov64(5, 0),
                        Insn.callFunction(1),
                        Insn.exit());
    }

    @Test
    void choosesTheHelperHopByHop() {
        Prologue prologue = generate(
                argument("a", register("di"), U64, userAt(0), kernelAt(8), userAt(16)),
                argument("b", register("di"), new FetchLeaf.Text(16), kernelAt(0)),
                argument("c", register("di"), new FetchLeaf.Text(16), userAt(0)));

        assertThat(helpers(prologue))
                .containsExactly(
                        HelperId.PROBE_READ_USER,
                        HelperId.PROBE_READ_KERNEL,
                        HelperId.PROBE_READ_USER,
                        HelperId.PROBE_READ_KERNEL_STR,
                        HelperId.PROBE_READ_USER_STR);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "8"})
    void readsExactlyTheBytesOfTheLastAccess(int size) {
        FetchArgument argument = argument("n", register("di"), new FetchLeaf.Int(size, true), kernelAt(8), kernelAt(4));

        List<Instruction> sizes = generate(argument).instructions().asList().stream()
                .filter(i -> i.opcode() == Insn.mov64(2, 0).opcode() && i.dst() == 2)
                .toList();

        assertThat(sizes).containsExactly(Insn.mov64(2, 8), Insn.mov64(2, size));
    }

    @Test
    void row15ARowOfTextsIsFetchedBehindItsPointersAndOneThatFaultsIsEmpty() {
        PrologueMachine machine = machine().register(112, DATA);
        byte[] pointers = new byte[24];
        java.nio.ByteBuffer.wrap(pointers)
                .order(arch.byteOrder())
                .putLong(DATA + 0x100)
                .putLong(0)
                .putLong(DATA + 0x200);
        PrologueMachine.put(machine.kernelMemory, DATA + 8, pointers);
        PrologueMachine.put(machine.kernelMemory, DATA + 0x100, new byte[] {'l', 's', 0});
        PrologueMachine.put(machine.kernelMemory, DATA + 0x200, new byte[] {'-', 'l', 'a', 0});

        machine.run(generate(
                        argument("n", register("di"), U64),
                        argument(
                                "argv",
                                register("di"),
                                new FetchLeaf.Texts(3, 16, AddressSpaceKind.KERNEL),
                                kernelAt(8)),
                        argument("m", register("di"), U64))
                .instructions());

        long struct = machine.registers[3];
        assertThat(machine.registers[2]).isEqualTo(0b010);
        assertThat(machine.number(machine.read(struct + 8, 8))).isEqualTo(3);
        assertThat(machine.read(struct + 16, 3)).containsExactly('l', 's', 0);
        assertThat(machine.number(machine.read(struct + 32, 8))).isZero();
        assertThat(machine.number(machine.read(struct + 56, 8))).isEqualTo(4);
        assertThat(machine.read(struct + 64, 4)).containsExactly('-', 'l', 'a', 0);
        assertThat(machine.number(machine.read(struct + 80, 8))).isEqualTo(DATA);
    }

    @Test
    void fetchesTheLastByteOfAPage() {
        PrologueMachine machine = machine().register(112, DATA + 0xff8);
        PrologueMachine.put(machine.kernelMemory, DATA + 0xfff, new byte[] {(byte) 0x80});

        machine.run(generate(argument("n", register("di"), new FetchLeaf.Int(1, true), kernelAt(7)))
                .instructions());

        assertThat(machine.registers[2]).isZero();
        assertThat(machine.number(machine.read(machine.registers[3], 8))).isEqualTo(-128);
    }

    @Test
    void addsOffsetsBeyond32Bits() {
        long offset = 0x1234_5678_9abcL;
        PrologueMachine machine = machine().register(112, DATA - offset);
        PrologueMachine.put(machine.kernelMemory, DATA, machine.bytes(77, 8));

        machine.run(
                generate(argument("n", register("di"), U64, kernelAt(offset))).instructions());

        assertThat(machine.number(machine.read(machine.registers[3], 8))).isEqualTo(77);
    }

    @Test
    void startsAtSymbolsAndConstants() {
        PrologueMachine machine = machine();
        PrologueMachine.put(machine.kernelMemory, TestPrograms.JIFFIES + 8, machine.bytes(4711, 8));

        machine.run(generate(
                        argument("value", new FetchBase.Symbol("jiffies", 0), U64, kernelAt(8)),
                        argument("address", new FetchBase.Symbol("jiffies", 16), U64),
                        argument("constant", new FetchBase.Immediate(0x1_ffff_fffeL), new FetchLeaf.Int(4, true)))
                .instructions());

        long struct = machine.registers[3];
        assertThat(machine.registers[2]).isZero();
        assertThat(machine.number(machine.read(struct, 8))).isEqualTo(4711);
        assertThat(machine.number(machine.read(struct + 8, 8))).isEqualTo(TestPrograms.JIFFIES + 16);
        assertThat(machine.number(machine.read(struct + 16, 8))).isEqualTo(-2);
    }

    @ParameterizedTest
    @CsvSource({"bash, 16, bash", "a-long-task-nam, 16, a-long-task-nam", "a-long-task-nam, 8, a-long-", "'', 16, ''"})
    void handsOverTheTasksNameWithItsLength(String comm, int max, String expected) {
        PrologueMachine machine = machine().comm(comm);

        machine.run(generate(argument("comm", new FetchBase.Comm(), new FetchLeaf.Text(max)))
                .instructions());

        long struct = machine.registers[3];
        assertThat(machine.registers[2]).isZero();
        assertThat(machine.number(machine.read(struct, 8))).isEqualTo(expected.length() + 1);
        assertThat(new String(machine.read(struct + 8, expected.length()), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void keepsGoodArgumentsAndMarksEachFailedOne() {
        List<FetchArgument> arguments = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            arguments.add(argument("n" + i, register(i % 2 == 0 ? "di" : "si"), U32, kernelAt(4 * i)));
        }
        PrologueMachine machine = machine().register(112, DATA).register(104, 0);
        for (int i = 0; i < 60; i++) {
            PrologueMachine.put(machine.kernelMemory, DATA + 4 * i, machine.bytes(1000 + i, 4));
        }

        machine.run(generate(arguments.toArray(FetchArgument[]::new)).instructions());

        assertThat(machine.registers[2]).isEqualTo(0x0aaa_aaaa_aaaa_aaaaL);
        for (int i = 0; i < 60; i++) {
            assertThat(machine.number(machine.read(machine.registers[3] + 8 * i, 8)))
                    .isEqualTo(i % 2 == 0 ? 1000 + i : 0);
        }
    }

    @Test
    void notesWhereEachArgumentIsFetched() {
        Prologue prologue =
                generate(argument("a", register("di"), U64), argument("b", register("di"), U64, kernelAt(0)));

        assertThat(prologue.notes())
                .containsExactly(
                        new PrologueNote(0, -1, "title"),
                        new PrologueNote(4, 0, "a = a-expression"),
                        new PrologueNote(6, 1, "b = b-expression"),
                        new PrologueNote(14, -1, "call of the program"));
    }

    @Nested
    class Rejects {
        private void assertRejected(Reason reason, String message, FetchArgument... arguments) {
            assertThatThrownBy(() -> generate(arguments))
                    .isInstanceOfSatisfying(
                            PrologueException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                    .hasMessageContaining(message);
        }

        @Test
        void unknownSymbols() {
            assertRejected(
                    Reason.UNKNOWN_SYMBOL,
                    "argument 'n' (n-expression): kernel test-kernel has no symbol 'jiffy'",
                    argument("n", new FetchBase.Symbol("jiffy", 0), U64, kernelAt(0)));
        }

        @Test
        void textAndBytesThatAreNotInMemory() {
            assertRejected(
                    Reason.UNSUPPORTED,
                    "nothing is dereferenced",
                    argument("n", register("di"), new FetchLeaf.Text(8)));
            assertRejected(
                    Reason.UNSUPPORTED,
                    "nothing is dereferenced",
                    argument("n", register("di"), new FetchLeaf.Memory(8)));
        }

        @Test
        void numbersOfTheTasksName() {
            assertRejected(Reason.UNSUPPORTED, "$comm", argument("n", new FetchBase.Comm(), U64));
            assertRejected(
                    Reason.UNSUPPORTED,
                    "$comm",
                    argument("n", new FetchBase.Comm(), new FetchLeaf.Text(8), kernelAt(0)));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void textAndBytesOfNoSize(int bytes) {
            String message = "argument 'x' (x-expression) has no bytes to fetch";
            assertRejected(
                    Reason.UNSUPPORTED,
                    message,
                    argument("x", register("di"), new FetchLeaf.Memory(bytes), kernelAt(8)));
            assertRejected(
                    Reason.UNSUPPORTED, message, argument("x", register("di"), new FetchLeaf.Text(bytes), kernelAt(8)));
        }

        @Test
        void moreArgumentsThanTheMaskHasBits() {
            FetchArgument[] arguments =
                    Collections.nCopies(65, argument("n", register("di"), U64)).toArray(FetchArgument[]::new);

            assertRejected(Reason.TOO_MANY_ARGUMENTS, "65 arguments", arguments);
        }
    }

    /** Random fetches over random memory, against an evaluation that shares no code with the generator. */
    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "s390x"})
    void agreesWithAnIndependentEvaluation(String architecture) {
        arch = Archs.find(architecture).orElseThrow();
        Random random = new Random(SEED);
        int failures = 0;
        for (int round = 0; round < 1500; round++) {
            FetchWorld world = new FetchWorld(arch, random);
            List<FetchArgument> arguments = world.arguments(1 + random.nextInt(6));
            PrologueMachine machine = world.machine();
            ArgumentStruct struct = StructPrologue.struct(arguments);

            machine.run(generate(arguments.toArray(FetchArgument[]::new)).instructions());

            for (int i = 0; i < arguments.size(); i++) {
                byte[] expected = world.evaluate(arguments.get(i).fetch());
                ArgumentStruct.Member member = struct.members().get(i);
                byte[] found = machine.read(machine.registers[3] + member.offset(), member.sizeBytes());
                boolean failed = (machine.registers[2] >>> i & 1) == 1;
                assertThat(failed).as("round %d, %s", round, arguments.get(i)).isEqualTo(expected.length == 0);
                assertThat(found)
                        .as("round %d, %s", round, arguments.get(i))
                        .isEqualTo(Arrays.copyOf(expected, member.sizeBytes()));
                failures += failed ? 1 : 0;
            }
            assertThat(machine.registers[1]).isEqualTo(PrologueMachine.CONTEXT);
            assertThat(machine.registers[2] >>> arguments.size()).isZero();
        }
        assertThat(failures)
                .as("fetches that failed, so that failing is tested")
                .isGreaterThan(500);
    }

    /** Memory full of random bytes and pointers, with holes. */
    private static final class FetchWorld {
        private static final int BYTES = 256;
        private final Arch arch;
        private final Random random;
        private final PrologueMachine machine;

        FetchWorld(Arch arch, Random random) {
            this.arch = arch;
            this.random = random;
            this.machine = new PrologueMachine(arch.byteOrder());
            fill(machine.kernelMemory);
            fill(machine.userMemory);
            arch.registers().forEach(register -> machine.register(register.ptRegsOffset(), pointerOrNoise()));
        }

        private void fill(Map<Long, Byte> memory) {
            for (int at = 0; at < BYTES; at += 8) {
                PrologueMachine.put(memory, DATA + at, machine.bytes(pointerOrNoise(), 8));
            }
            for (int holes = random.nextInt(4); holes > 0; holes--) {
                memory.remove(DATA + random.nextInt(BYTES));
            }
        }

        private long pointerOrNoise() {
            return random.nextInt(3) == 0 ? random.nextLong() : DATA + random.nextInt(BYTES);
        }

        PrologueMachine machine() {
            return machine;
        }

        List<FetchArgument> arguments(int count) {
            List<FetchArgument> arguments = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                List<Deref> derefs = new ArrayList<>();
                for (int hop = random.nextInt(4); hop > 0; hop--) {
                    AddressSpaceKind space = random.nextBoolean() ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL;
                    derefs.add(new Deref(random.nextInt(64) - 32, space));
                }
                FetchArgument.Fetch fetch = new FetchArgument.Fetch(base(), derefs, leaf(!derefs.isEmpty()));
                arguments.add(new FetchArgument("a" + i, "e" + i, fetch));
            }
            return arguments;
        }

        private FetchBase base() {
            if (random.nextInt(6) == 0) {
                return new FetchBase.Immediate(pointerOrNoise());
            }
            return new FetchBase.Register(
                    arch.registers().get(random.nextInt(arch.registers().size())));
        }

        private FetchLeaf leaf(boolean inMemory) {
            int container = 1 << random.nextInt(4);
            return switch (random.nextInt(inMemory ? 4 : 2)) {
                case 0 -> new FetchLeaf.Int(container, random.nextBoolean());
                case 1 -> {
                    int width = 1 + random.nextInt(8 * container);
                    int shift = random.nextInt(8 * container - width + 1);
                    yield new FetchLeaf.Bits(container, shift, width, random.nextBoolean());
                }
                case 2 -> new FetchLeaf.Text(1 + random.nextInt(40));
                default -> new FetchLeaf.Memory(1 + random.nextInt(40));
            };
        }

        /** The bytes that the struct must hold, without padding at the end; none if the fetch fails. */
        byte[] evaluate(FetchArgument.Fetch fetch) {
            long value = fetch.base() instanceof FetchBase.Register base
                    ? machine.number(machine.read(
                            PrologueMachine.CONTEXT + base.register().ptRegsOffset(), 8))
                    : ((FetchBase.Immediate) fetch.base()).value();
            if (fetch.derefs().isEmpty()) {
                return machine.bytes(cut(value, fetch.leaf()), 8);
            }
            for (Deref deref : fetch.derefs().subList(0, fetch.derefs().size() - 1)) {
                byte[] pointer = bytesAt(deref, value, 8);
                if (pointer.length == 0) {
                    return pointer;
                }
                value = machine.number(pointer);
            }
            Deref last = fetch.derefs().get(fetch.derefs().size() - 1);
            if (fetch.leaf() instanceof FetchLeaf.Memory memory) {
                return bytesAt(last, value, memory.sizeBytes());
            } else if (fetch.leaf() instanceof FetchLeaf.Text text) {
                return text(last, value, text.maxBytes());
            }
            byte[] raw = bytesAt(last, value, containerBytes(fetch.leaf()));
            return raw.length == 0 ? raw : machine.bytes(cut(machine.number(raw), fetch.leaf()), 8);
        }

        private byte[] bytesAt(Deref deref, long base, int size) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                Byte value = memory(deref).get(base + deref.offset() + i);
                if (value == null) {
                    return new byte[0];
                }
                bytes[i] = value;
            }
            return bytes;
        }

        private Map<Long, Byte> memory(Deref deref) {
            return deref.space() == AddressSpaceKind.USER ? machine.userMemory : machine.kernelMemory;
        }

        private byte[] text(Deref deref, long base, int max) {
            byte[] all = new byte[8 + max];
            int length = 0;
            while (true) {
                byte[] next = bytesAt(deref, base + length, 1);
                if (next.length == 0) {
                    return next;
                }
                length++;
                all[7 + length] = length == max ? 0 : next[0];
                if (all[7 + length] == 0) {
                    System.arraycopy(machine.bytes(length, 8), 0, all, 0, 8);
                    return Arrays.copyOf(all, 8 + length);
                }
            }
        }

        private static int containerBytes(FetchLeaf leaf) {
            return leaf instanceof FetchLeaf.Bits bits ? bits.containerBytes() : ((FetchLeaf.Int) leaf).sizeBytes();
        }

        private static long cut(long value, FetchLeaf leaf) {
            int shift = leaf instanceof FetchLeaf.Bits bits ? bits.shift() : 0;
            int width = leaf instanceof FetchLeaf.Bits bits ? bits.widthBits() : 8 * ((FetchLeaf.Int) leaf).sizeBytes();
            boolean signed = leaf instanceof FetchLeaf.Bits bits ? bits.signed() : ((FetchLeaf.Int) leaf).signed();
            long result = 0;
            for (int bit = 0; bit < 64; bit++) {
                int from = shift + (bit < width ? bit : width - 1);
                boolean set = (bit < width || signed) && (value >>> from & 1) == 1;
                result |= set ? 1L << bit : 0;
            }
            return result;
        }
    }
}
