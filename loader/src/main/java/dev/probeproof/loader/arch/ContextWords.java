// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An architecture as programs see it whose context is not {@code struct pt_regs} but an array of 8-byte words: the
 * arguments of a function, at some places its result behind them (fentry, fexit, fmod_ret), or the arguments of a tracepoint
 * (raw_tp, tp_btf). The words are its registers, {@code ctx[0]}, {@code ctx[1]} …; those of the machine are out of reach.
 */
public final class ContextWords implements Arch {
    /** Words that a program may read, the kernel's {@code MAX_BPF_FUNC_ARGS}. */
    public static final int MAX = 12;

    private static final int WORD = 8;
    private static final String PREFIX = "ctx[";
    private static final List<Register> WORDS =
            IntStream.range(0, MAX).mapToObj(ContextWords::make).toList();

    private final Arch machine;
    private final List<Register> words;

    private ContextWords(Arch machine, int count) {
        this.machine = machine;
        this.words = WORDS.subList(0, count);
    }

    /**
     * The words of programs on that machine.
     *
     * @param count how many the context has, at most {@link #MAX}
     */
    public static Arch on(Arch machine, int count) {
        return new ContextWords(machine, count);
    }

    private static Register make(int index) {
        return new Register(PREFIX + index + "]", WORD * index, -1);
    }

    /**
     * A word as a register, whose offset is that in the context.
     *
     * @param index below {@link #MAX}
     */
    public static Register word(int index) {
        return WORDS.get(index);
    }

    /** Whether a register is a word of such a context. */
    public static boolean isWord(Register register) {
        return register.name().startsWith(PREFIX);
    }

    /** Which word of the context. */
    public static int index(Register word) {
        return word.ptRegsOffset() / WORD;
    }

    @Override
    public String name() {
        return machine.name();
    }

    @Override
    public ByteOrder byteOrder() {
        return machine.byteOrder();
    }

    @Override
    public int ptRegsBytes() {
        return words.size() * WORD;
    }

    @Override
    public List<Register> registers() {
        return words;
    }

    @Override
    public String ptRegsMember(Register register) {
        return register.name();
    }

    @Override
    public List<Register> argumentRegisters() {
        return words;
    }

    @Override
    public int stackArgumentOffset(int index) {
        throw noRegisters();
    }

    @Override
    public CallingConvention callingConvention() {
        return machine.callingConvention();
    }

    @Override
    public List<Register> syscallArgumentRegisters() {
        return machine.syscallArgumentRegisters();
    }

    @Override
    public Optional<Register> syscallNumber() {
        return machine.syscallNumber();
    }

    @Override
    public NarrowRule narrowArguments() {
        return machine.narrowArguments();
    }

    @Override
    public boolean plainCharIsSigned() {
        return machine.plainCharIsSigned();
    }

    @Override
    public Register returnValue() {
        throw noRegisters();
    }

    @Override
    public Register stackPointer() {
        throw noRegisters();
    }

    @Override
    public Register framePointer() {
        throw noRegisters();
    }

    @Override
    public Register instructionPointer() {
        throw noRegisters();
    }

    private static UnsupportedOperationException noRegisters() {
        return new UnsupportedOperationException("a context of arguments has no registers of the machine");
    }

    @Override
    public Optional<Register> register(String name) {
        return words.stream().filter(word -> word.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Register> dwarfRegister(int number) {
        return Optional.empty();
    }
}
