// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;

/** Where the parameters of one function lie at its entry. */
final class ParameterPlaces {
    private static final int REGISTER_BYTES = 8;

    private final Btf btf;
    private final Arch arch;
    private final BtfType.FuncProto function;

    ParameterPlaces(Btf btf, Arch arch, BtfType.FuncProto function) {
        this.btf = btf;
        this.arch = arch;
        this.function = function;
    }

    /** The place of a parameter, by index from 0: one register after the other, then the stack. */
    ArgumentPlace place(int index) {
        if (!isEachOneRegister(index)) {
            return conventionPlace(index);
        }
        List<Register> registers = arch.argumentRegisters();
        return index < registers.size()
                ? new ArgumentPlace.InRegisters(List.of(registers.get(index)))
                : new ArgumentPlace.OnStack(arch.stackArgumentOffset(index));
    }

    /** No parameter up to this one is longer than a register, and the result is none that is written through a pointer. */
    private boolean isEachOneRegister(int index) {
        ValueShape result = shape(btf, function.returnType());
        boolean simpleResult = result.kind() == ValueShape.Kind.NOTHING || result.kind() == ValueShape.Kind.INTEGER;
        return simpleResult
                && function.params().subList(0, index + 1).stream().allMatch(param -> {
                    ValueShape shape = shape(btf, param.type());
                    return shape.kind() == ValueShape.Kind.INTEGER && shape.sizeBytes() <= REGISTER_BYTES;
                });
    }

    /** Structs by value shift what follows, each architecture in its own way: here the convention is taken at its word. */
    private ArgumentPlace conventionPlace(int index) {
        List<ValueShape> shapes = function.params().stream()
                .map(param -> shape(btf, param.type()))
                .toList();
        return arch.callingConvention()
                .place(shape(btf, function.returnType()), shapes)
                .get(index);
    }

    static ValueShape shape(Btf btf, int id) {
        BtfType type = btf.resolve(id);
        return switch (type.kind()) {
            case VOID -> new ValueShape(ValueShape.Kind.NOTHING, 0);
            case STRUCT, UNION -> new ValueShape(ValueShape.Kind.AGGREGATE, btf.sizeOf(id));
            case FLOAT -> new ValueShape(ValueShape.Kind.FLOAT, btf.sizeOf(id));
            case INT, PTR, ENUM, ENUM64 -> new ValueShape(ValueShape.Kind.INTEGER, btf.sizeOf(id));
            default -> new ValueShape(ValueShape.Kind.UNKNOWN, 0);
        };
    }
}
