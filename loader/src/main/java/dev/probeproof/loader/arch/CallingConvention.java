// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.util.ArrayList;
import java.util.List;

/**
 * How C functions of one architecture receive their arguments and return their result: a handful of choices that the
 * five ABIs make differently, over one algorithm. Structs by value count, as they shift everything behind them.
 *
 * <p>Sources: the psABI documents of each architecture; the results were compared with what clang and gcc generate.
 */
public final class CallingConvention {
    private static final int WORD = 8;

    /** What happens to a struct that is too large for registers. */
    enum LargeAggregate {
        COPIED_TO_STACK,
        BY_REFERENCE
    }

    /** What happens to a value that needs more registers than are left. */
    enum Overflow {
        /** It goes to the stack; the registers stay free for later arguments. */
        ONLY_IT_TO_STACK,
        /** It and all later arguments go to the stack. */
        ALL_LATER_TO_STACK,
        /** Its first part takes the registers left, its rest the stack. */
        SPLIT
    }

    /** Which results are written through a pointer that the caller passes before the first argument. */
    enum HiddenResult {
        /** None: it has a register of its own. */
        NEVER_AN_ARGUMENT,
        ABOVE_16_BYTES,
        EVERY_AGGREGATE
    }

    private final List<Register> registers;
    private final List<Register> resultRegisters;
    private final int stackStart;
    private final boolean stackMirrorsRegisters;
    private final int largestInRegisters;
    private final boolean powersOfTwoOnly;
    private final boolean packedToStack;
    private final boolean pairsStartEven;
    private final LargeAggregate large;
    private final Overflow overflow;
    private final HiddenResult hiddenResult;
    private final boolean returnsHiddenPointer;

    private CallingConvention(Builder builder) {
        this.registers = List.copyOf(builder.registers);
        this.resultRegisters = List.copyOf(builder.resultRegisters);
        this.stackStart = builder.stackStart;
        this.stackMirrorsRegisters = builder.stackMirrorsRegisters;
        this.largestInRegisters = builder.largestInRegisters;
        this.powersOfTwoOnly = builder.powersOfTwoOnly;
        this.packedToStack = builder.packedToStack;
        this.pairsStartEven = builder.pairsStartEven;
        this.large = builder.large;
        this.overflow = builder.overflow;
        this.hiddenResult = builder.hiddenResult;
        this.returnsHiddenPointer = builder.returnsHiddenPointer;
    }

    List<Register> registers() {
        return registers;
    }

    /** Where the argument of that index (zero-based) would be on the stack if each took one register. */
    int stackOffset(int index) {
        return stackStart + WORD * (stackMirrorsRegisters ? index : index - registers.size());
    }

    /**
     * Where each argument lies at function entry.
     *
     * @param result shape of the function's result: a large one shifts the arguments of some architectures
     * @param parameters without the {@code ...} of a variable argument list
     */
    public List<ArgumentPlace> place(ValueShape result, List<ValueShape> parameters) {
        Placement placement = new Placement();
        if (isHiddenArgument(result)) {
            placement.word();
        }
        return parameters.stream().map(placement::place).toList();
    }

    /** Where the result of that shape lies at function return. */
    public ArgumentPlace resultPlace(ValueShape result) {
        if (result.kind() == ValueShape.Kind.FLOAT) {
            return new ArgumentPlace.Unreachable("returned in a floating-point register");
        }
        if (result.kind() == ValueShape.Kind.NOTHING) {
            return new ArgumentPlace.Unreachable("void");
        }
        if (result.kind() == ValueShape.Kind.UNKNOWN) {
            return new ArgumentPlace.Unreachable("of a shape whose place in registers is not known");
        }
        int words = (int) Math.min((result.sizeBytes() + WORD - 1) / WORD, Integer.MAX_VALUE);
        if (!isHiddenArgument(result) && words <= resultRegisters.size()) {
            return new ArgumentPlace.InRegisters(resultRegisters.subList(0, Math.max(words, 1)));
        }
        return returnsHiddenPointer
                ? new ArgumentPlace.ByReference(ArgumentPlace.InRegisters.one(resultRegisters.get(0)))
                : new ArgumentPlace.Unreachable("written to memory whose address is gone at the return");
    }

    private boolean isHiddenArgument(ValueShape result) {
        return switch (hiddenResult) {
            case NEVER_AN_ARGUMENT -> false;
            case ABOVE_16_BYTES ->
                result.isAggregate()
                        && (result.sizeBytes() > 16
                                || packedToStack && result.kind() == ValueShape.Kind.PACKED_AGGREGATE);
            case EVERY_AGGREGATE -> result.isAggregate() || result.sizeBytes() > WORD;
        };
    }

    /** The state of placing one argument after the other. */
    private final class Placement {
        private int used;
        private int stack = stackStart;
        private boolean lost;

        ArgumentPlace place(ValueShape shape) {
            if (lost || shape.kind() == ValueShape.Kind.UNKNOWN) {
                lost = true;
                return new ArgumentPlace.Unreachable(
                        "at or behind a parameter by value whose place in registers is not known");
            }
            if (shape.kind() == ValueShape.Kind.FLOAT) {
                if (stackMirrorsRegisters) {
                    word();
                }
                return new ArgumentPlace.Unreachable("passed in a floating-point register");
            }
            if (shape.sizeBytes() == 0 && !powersOfTwoOnly) {
                return new ArgumentPlace.Unreachable("empty and not passed at all");
            }
            if (shape.sizeBytes() > WORD || shape.isAggregate()) {
                return placeLong(shape);
            }
            return word();
        }

        private ArgumentPlace placeLong(ValueShape shape) {
            boolean fits = shape.sizeBytes() <= largestInRegisters
                    && !(powersOfTwoOnly && Long.bitCount(shape.sizeBytes()) != 1)
                    && !(packedToStack && shape.kind() == ValueShape.Kind.PACKED_AGGREGATE);
            if (!fits && large == LargeAggregate.BY_REFERENCE) {
                return new ArgumentPlace.ByReference(word());
            }
            int words = (int) Math.min((shape.sizeBytes() + WORD - 1) / WORD, Integer.MAX_VALUE / WORD / 4);
            boolean wideInteger = !shape.isAggregate();
            if (wideInteger && pairsStartEven) {
                used = Math.min(used + (used & 1), registers.size());
            }
            return fits ? words(words, wideInteger) : onStack(words, wideInteger);
        }

        private ArgumentPlace word() {
            return words(1, false);
        }

        private ArgumentPlace words(int words, boolean wideInteger) {
            int left = registers.size() - used;
            if (words <= left) {
                List<Register> taken = new ArrayList<>(registers.subList(used, used + words));
                used += words;
                stack += stackMirrorsRegisters ? WORD * words : 0;
                return new ArgumentPlace.InRegisters(taken);
            }
            if (overflow == Overflow.SPLIT && left > 0) {
                used = registers.size();
                stack += WORD * (stackMirrorsRegisters ? words : words - left);
                return new ArgumentPlace.Unreachable("split between registers and the stack");
            }
            if (overflow == Overflow.ALL_LATER_TO_STACK) {
                used = registers.size();
            }
            return onStack(words, wideInteger);
        }

        private ArgumentPlace onStack(int words, boolean wideInteger) {
            if (wideInteger && !stackMirrorsRegisters) {
                stack += (stack - stackStart) % (2 * WORD);
            }
            int at = stack;
            stack += WORD * words;
            return new ArgumentPlace.OnStack(at);
        }
    }

    /** Collects the choices; the defaults are those of most architectures. */
    static final class Builder {
        private final List<Register> registers;
        private final List<Register> resultRegisters;
        private int stackStart;
        private boolean stackMirrorsRegisters;
        private int largestInRegisters = 16;
        private boolean powersOfTwoOnly;
        private boolean packedToStack;
        private boolean pairsStartEven;
        private LargeAggregate large = LargeAggregate.BY_REFERENCE;
        private Overflow overflow = Overflow.SPLIT;
        private HiddenResult hiddenResult = HiddenResult.ABOVE_16_BYTES;
        private boolean returnsHiddenPointer;

        Builder(List<Register> registers, List<Register> resultRegisters) {
            this.registers = registers;
            this.resultRegisters = resultRegisters;
        }

        /** Offset of the first stack argument from the stack pointer at entry. */
        Builder stackStart(int bytes) {
            stackStart = bytes;
            return this;
        }

        /** Each argument has its slot on the stack, also those that travel in registers. */
        Builder stackMirrorsRegisters() {
            stackMirrorsRegisters = true;
            return this;
        }

        /** Structs up to that size travel in registers. */
        Builder largestInRegisters(int bytes) {
            largestInRegisters = bytes;
            return this;
        }

        /** Only structs of 1, 2, 4 or 8 bytes travel in a register, at its right end. */
        Builder powersOfTwoOnly() {
            powersOfTwoOnly = true;
            largestInRegisters = WORD;
            return this;
        }

        /** Structs with misaligned fields go to memory whatever their size. */
        Builder packedToStack() {
            packedToStack = true;
            return this;
        }

        /** A 16-byte integer starts at an even register. */
        Builder pairsStartEven() {
            pairsStartEven = true;
            return this;
        }

        Builder large(LargeAggregate choice) {
            large = choice;
            return this;
        }

        Builder overflow(Overflow choice) {
            overflow = choice;
            return this;
        }

        Builder hiddenResult(HiddenResult choice) {
            hiddenResult = choice;
            return this;
        }

        /** The result register holds the hidden pointer again at the return. */
        Builder returnsHiddenPointer() {
            returnsHiddenPointer = true;
            return this;
        }

        CallingConvention build() {
            return new CallingConvention(this);
        }
    }
}
