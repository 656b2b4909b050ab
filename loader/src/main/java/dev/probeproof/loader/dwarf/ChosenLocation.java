// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.Binary;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.Constant;
import dev.probeproof.loader.fetch.FetchValue.UnaryOperator;
import java.util.HashSet;
import java.util.Set;

/**
 * One of two locations, by a condition: gcc describes minima and maxima so.
 *
 * @param condition not 0 for the first one
 * @param stackPointer reads relative to it never fault
 */
record ChosenLocation(FetchValue condition, Register stackPointer) {
    VariableLocation of(VariableLocation whenTrue, VariableLocation whenFalse) throws NotFetchableException {
        if (whenTrue instanceof VariableLocation.Value a && whenFalse instanceof VariableLocation.Value b) {
            return new VariableLocation.Value(choose(a.value(), b.value()));
        } else if (whenTrue instanceof VariableLocation.Memory a && whenFalse instanceof VariableLocation.Memory b) {
            return new VariableLocation.Memory(choose(a.address(), b.address()));
        } else if (whenTrue instanceof VariableLocation.Unavailable reason) {
            return reason;
        } else if (whenFalse instanceof VariableLocation.Unavailable reason) {
            return reason;
        }
        throw new NotFetchableException("it lies in different kinds of places, by a condition (DW_OP_bra)");
    }

    private FetchValue choose(FetchValue whenTrue, FetchValue whenFalse) throws NotFetchableException {
        // Both are computed, so neither may read memory that is not read anyway: it could fault.
        Set<FetchValue> anyway = reads(condition);
        Set<FetchValue> onlyTrue = reads(whenTrue);
        Set<FetchValue> onlyFalse = reads(whenFalse);
        anyway.addAll(onlyTrue.stream().filter(onlyFalse::contains).toList());
        onlyTrue.addAll(onlyFalse);
        onlyTrue.removeAll(anyway);
        if (!onlyTrue.stream().allMatch(this::isInFrame)) {
            throw new NotFetchableException("it is read from different places, by a condition (DW_OP_bra)");
        }
        FetchValue mask = FetchAlgebra.unary(UnaryOperator.NEGATE, truth(condition));
        FetchValue difference = FetchAlgebra.binary(BinaryOperator.XOR, whenTrue, whenFalse);
        FetchValue chosen = FetchAlgebra.binary(
                BinaryOperator.XOR, FetchAlgebra.binary(BinaryOperator.AND, difference, mask), whenFalse);
        if (!FetchAlgebra.fits(chosen)) {
            throw new NotFetchableException("its computation takes more than " + FetchValue.MAX_NODES + " steps");
        }
        return chosen;
    }

    private boolean isInFrame(FetchValue read) {
        return read instanceof FetchValue.Memory memory
                && memory.address() instanceof Binary sum
                && sum.operator() == BinaryOperator.ADD
                && sum.left().equals(new FetchValue.Register(stackPointer))
                && sum.right() instanceof Constant;
    }

    private static FetchValue truth(FetchValue condition) {
        boolean is = condition instanceof Binary binary
                && switch (binary.operator()) {
                    case EQUAL, NOT_EQUAL, LESS_SIGNED, LESS_OR_EQUAL_SIGNED, GREATER_SIGNED, GREATER_OR_EQUAL_SIGNED ->
                        true;
                    default -> false;
                };
        return is ? condition : FetchAlgebra.binary(BinaryOperator.NOT_EQUAL, condition, new Constant(0));
    }

    private static Set<FetchValue> reads(FetchValue value) {
        Set<FetchValue> reads = new HashSet<>();
        collect(value, reads);
        return reads;
    }

    private static void collect(FetchValue value, Set<FetchValue> reads) {
        if (value instanceof FetchValue.Memory memory) {
            reads.add(memory);
            collect(memory.address(), reads);
        } else if (value instanceof FetchValue.Extend extend) {
            collect(extend.value(), reads);
        } else if (value instanceof FetchValue.Unary unary) {
            collect(unary.value(), reads);
        } else if (value instanceof Binary binary) {
            collect(binary.left(), reads);
            collect(binary.right(), reads);
        }
    }
}
