// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.dwarf.VariableLocation;
import java.util.List;

/** What holds the value that a path starts from, if that is not memory. */
sealed interface MeaningRoot {
    /** Where some of its bits are; the rest of {@code bit} is to be counted from there. */
    record Cut(Start start, long bit) {}

    /**
     * Bits of it.
     *
     * @param bit in memory order
     * @throws NotJudgedException if no one start holds them
     */
    Cut cut(long bit, long widthBits);

    /** One register after the other, as calling conventions pass small structs. */
    record InRegisters(List<Register> registers) implements MeaningRoot {
        @Override
        public Cut cut(long bit, long widthBits) {
            int word = Math.toIntExact(bit / Long.SIZE);
            long rest = bit % Long.SIZE;
            if (word >= registers.size() || rest + widthBits > Long.SIZE) {
                throw new NotJudgedException("it does not lie in one register");
            }
            return new Cut(new Start.Held(registers.get(word)), rest);
        }
    }

    /** Where debug information says. */
    record Located(VariableLocation location, int sizeBytes) implements MeaningRoot {
        @Override
        public Cut cut(long bit, long widthBits) {
            boolean raw = widthBits > Long.SIZE;
            return new Cut(
                    new Start.Located(
                            location, sizeBytes, Math.toIntExact(bit), raw ? Long.SIZE : Math.toIntExact(widthBits)),
                    0);
        }
    }
}
