// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.FetchValue;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** What a {@link Start} is at a probe. Bits of a variable in parts are taken one by one, where the resolver makes shifts of words. */
final class StartValue {
    private final ProbeState context;
    private final ByteOrder order;
    private final LocationArithmetic evaluator;

    StartValue(ProbeState context) {
        this.context = context;
        this.order = context.registers().arch().byteOrder();
        this.evaluator = new LocationArithmetic(context);
    }

    /** The value, bits of a variable as a number without sign; empty if memory is missing on the way. */
    OptionalLong of(Start start) {
        if (start instanceof Start.Held held) {
            return OptionalLong.of(context.registers().get(held.register()));
        } else if (start instanceof Start.Known known) {
            return OptionalLong.of(known.value());
        } else if (start instanceof Start.Variable variable) {
            return context.symbol(variable.name());
        } else if (start instanceof Start.PerCpu copy) {
            long address = context.symbol(copy.name()).orElseThrow();
            long offsets = context.symbol(SyntheticSymbols.PER_CPU_OFFSETS).orElseThrow();
            OptionalLong offset = evaluator.word(offsets + 8L * copy.cpu(), 8);
            return offset.isEmpty() ? offset : OptionalLong.of(address + offset.getAsLong());
        } else if (start instanceof Start.Located located) {
            return bits(located);
        }
        return OptionalLong.empty();
    }

    /** A value that debug information computes; empty if memory is missing on the way. */
    OptionalLong evaluate(FetchValue value) {
        return evaluator.evaluate(value);
    }

    private OptionalLong bits(Start.Located located) {
        long value = 0;
        for (int i = 0; i < located.widthBits(); i++) {
            // From the most significant bit down.
            long at = located.firstBit() + (isLittle() ? located.widthBits() - 1 - i : i);
            OptionalLong bit = bit(located.location(), 8L * located.sizeBytes(), at);
            if (bit.isEmpty()) {
                return bit;
            }
            value = value << 1 | bit.getAsLong();
        }
        return OptionalLong.of(value);
    }

    private boolean isLittle() {
        return order == ByteOrder.LITTLE_ENDIAN;
    }

    /** One bit of what lies at a location, counted in memory order. */
    private OptionalLong bit(VariableLocation location, long sizeBits, long bit) {
        if (location instanceof VariableLocation.Pieces pieces) {
            long start = 0;
            for (VariableLocation.Piece piece : pieces.pieces()) {
                if (bit < start + piece.sizeBits()) {
                    return bitOfPiece(piece, bit - start);
                }
                start += piece.sizeBits();
            }
            throw new NotJudgedException("debug information has no place for all of it");
        } else if (location instanceof VariableLocation.Memory memory) {
            return bitInMemory(memory.address(), bit);
        } else if (location instanceof VariableLocation.Constant constant) {
            return OptionalLong.of(bitOf(constant.bytes().get((int) (bit / 8)), (int) (bit % 8)));
        }
        OptionalLong value = number(location);
        long fromLow = isLittle() ? bit : sizeBits - 1 - bit;
        return value.isEmpty() ? value : OptionalLong.of(value.getAsLong() >>> fromLow & 1);
    }

    private OptionalLong bitOfPiece(VariableLocation.Piece piece, long bit) {
        VariableLocation where = piece.location();
        if (where instanceof VariableLocation.Memory || where instanceof VariableLocation.Constant) {
            return bit(where, piece.offsetBits() + piece.sizeBits(), piece.offsetBits() + bit);
        }
        OptionalLong value = number(where);
        long fromLow = piece.offsetBits() + (isLittle() ? bit : piece.sizeBits() - 1 - bit);
        return value.isEmpty() ? value : OptionalLong.of(value.getAsLong() >>> fromLow & 1);
    }

    private OptionalLong number(VariableLocation location) {
        if (location instanceof VariableLocation.Register register) {
            return OptionalLong.of(context.registers().get(register.register()));
        } else if (location instanceof VariableLocation.Value value) {
            return evaluator.evaluate(value.value());
        }
        throw new NotJudgedException("debug information has no place for all of it");
    }

    private OptionalLong bitInMemory(FetchValue address, long bit) {
        OptionalLong start = evaluator.evaluate(address);
        if (start.isEmpty()) {
            return start;
        }
        return context.read(start.getAsLong() + bit / 8, 1)
                .map(bytes -> OptionalLong.of(bitOf(bytes[0], (int) (bit % 8))))
                .orElse(OptionalLong.empty());
    }

    private long bitOf(byte of, int bit) {
        return of >> (isLittle() ? bit : 7 - bit) & 1;
    }
}
