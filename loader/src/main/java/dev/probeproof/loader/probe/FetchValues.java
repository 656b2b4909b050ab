// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import java.util.ArrayList;
import java.util.List;

/** Makes {@link FetchValue}s, none larger than need be, and of them a base and memory accesses where there is that form. */
final class FetchValues {
    private static final int WORD = 8;

    private FetchValues() {}

    /** A base and the accesses that read a pointer each. */
    record Chain(FetchBase base, List<Deref> derefs) {}

    static FetchValue of(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return new FetchValue.Register(register.register());
        } else if (base instanceof FetchBase.Symbol symbol) {
            return new FetchValue.Symbol(symbol.name(), symbol.offset());
        } else if (base instanceof FetchBase.PerCpu variable) {
            return new FetchValue.PerCpu(variable.name(), variable.offset());
        } else if (base instanceof FetchBase.Immediate immediate) {
            return new FetchValue.Constant(immediate.value());
        }
        return ((FetchBase.Computed) base).value();
    }

    static FetchBase base(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return new FetchBase.Register(register.register());
        } else if (value instanceof FetchValue.Symbol symbol) {
            return new FetchBase.Symbol(symbol.name(), symbol.offset());
        } else if (value instanceof FetchValue.PerCpu variable) {
            return new FetchBase.PerCpu(variable.name(), variable.offset());
        } else if (value instanceof FetchValue.Constant constant) {
            return new FetchBase.Immediate(constant.value());
        }
        return new FetchBase.Computed(value);
    }

    /** The value as a base and accesses of 8 bytes each, as many as there are on the outside. */
    static Chain chain(FetchValue value) {
        if (!(value instanceof FetchValue.Memory memory) || memory.sizeBytes() != WORD) {
            return new Chain(base(value), List.of());
        }
        Place place = place(memory.address());
        Chain inner = chain(place.pointer());
        List<Deref> derefs = new ArrayList<>(inner.derefs());
        derefs.add(new Deref(place.offset(), memory.space()));
        return new Chain(inner.base(), derefs);
    }

    /** A pointer and a constant number of bytes from there. */
    record Place(FetchValue pointer, long offset) {}

    /** An address in two parts; the constant one is 0 if there is none. */
    static Place place(FetchValue address) {
        return address instanceof FetchValue.Binary sum
                        && sum.operator() == BinaryOperator.ADD
                        && sum.right() instanceof FetchValue.Constant constant
                ? new Place(sum.left(), constant.value())
                : new Place(address, 0);
    }

    /** The pointer of 8 bytes that lies {@code byteOffset} into what is passed there; the place can be reached. */
    static FetchValue pointer(Arch arch, ArgumentPlace where, long byteOffset) {
        if (where instanceof ArgumentPlace.ByReference reference) {
            FetchValue pointer = pointer(arch, reference.pointer(), 0);
            return byteOffset == 0 ? pointer : word(FetchAlgebra.add(pointer, byteOffset));
        } else if (where instanceof ArgumentPlace.OnStack stack) {
            return word(
                    FetchAlgebra.add(new FetchValue.Register(arch.stackPointer()), stack.offsetBytes() + byteOffset));
        }
        List<Register> registers = ((ArgumentPlace.InRegisters) where).registers();
        return new FetchValue.Register(registers.get((int) (byteOffset / WORD)));
    }

    private static FetchValue word(FetchValue address) {
        return new FetchValue.Memory(address, WORD, AddressSpaceKind.KERNEL);
    }
}
