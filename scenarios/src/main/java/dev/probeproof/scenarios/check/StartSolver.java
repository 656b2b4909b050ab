// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.OptionalLong;

/** Changes registers and memory of a made-up context so that a {@link Start} becomes what is wanted. */
final class StartSolver {
    private final SyntheticContext context;
    private final StartValue values;

    StartSolver(SyntheticContext context) {
        this.context = context;
        this.values = new StartValue(context);
    }

    /** Changes a register or memory so that the start is that value; false if there is no way. */
    boolean set(Start start, long wanted) {
        if (start instanceof Start.Held held) {
            context.setRegister(held.register().name(), wanted);
            return true;
        }
        return start instanceof Start.Located located && located.widthBits() == 64 && set(located, wanted);
    }

    private boolean set(Start.Located located, long wanted) {
        VariableLocation where = located.location();
        long bit = located.firstBit();
        if (where instanceof VariableLocation.Pieces pieces) {
            long start = 0;
            for (VariableLocation.Piece piece : pieces.pieces()) {
                boolean within = bit >= start && bit + 64 <= start + piece.sizeBits();
                if (within && piece.offsetBits() == 0) {
                    int size = (int) (piece.sizeBits() / 8);
                    return set(new Start.Located(piece.location(), size, (int) (bit - start), 64), wanted);
                }
                start += piece.sizeBits();
            }
            return false;
        } else if (where instanceof VariableLocation.Memory memory) {
            OptionalLong address = values.evaluate(memory.address());
            return address.isPresent() && write(address.getAsLong() + bit / 8, wanted);
        } else if (where instanceof VariableLocation.Register register && bit == 0) {
            context.setRegister(register.register().name(), wanted);
            return true;
        }
        return where instanceof VariableLocation.Value value && bit == 0 && invert(value.value(), wanted);
    }

    private boolean write(long address, long value) {
        if (context.block(address, 8).isEmpty()) {
            return false;
        }
        context.writePointer(address, value);
        return true;
    }

    /** Solves for the first register or word of memory that the value is a sum with. */
    private boolean invert(FetchValue value, long wanted) {
        if (value instanceof FetchValue.Register register) {
            context.setRegister(register.register().name(), wanted);
            return true;
        } else if (value instanceof FetchValue.Memory memory && memory.sizeBytes() == 8) {
            OptionalLong address = values.evaluate(memory.address());
            return address.isPresent() && write(address.getAsLong(), wanted);
        } else if (value instanceof FetchValue.Binary sum) {
            boolean adds = sum.operator() == BinaryOperator.ADD;
            OptionalLong right = values.evaluate(sum.right());
            if ((adds || sum.operator() == BinaryOperator.SUBTRACT) && right.isPresent()) {
                return invert(sum.left(), adds ? wanted - right.getAsLong() : wanted + right.getAsLong())
                        && values.evaluate(value).equals(OptionalLong.of(wanted));
            }
        }
        return false;
    }
}
