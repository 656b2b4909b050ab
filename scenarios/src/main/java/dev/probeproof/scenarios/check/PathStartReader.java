// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.scenarios.check.MeaningReader.MeaninglessPathException;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where paths of one function start, by the calling convention and the kernel's types. */
final class PathStartReader {
    private final Btf btf;
    private final Arch arch;
    private final String name;
    private final BtfType.FuncProto function;
    private final Mechanism mechanism;

    PathStartReader(Btf btf, Arch arch, String name, BtfType.FuncProto function, Mechanism mechanism) {
        this.mechanism = mechanism;
        this.btf = btf;
        this.arch = arch;
        this.name = name;
        this.function = function;
    }

    PathStart read(PathExpression path) {
        PathRoot start = path.start();
        if (start instanceof PathRoot.Global global) {
            return variable(global.name(), new Start.Variable(global.name()));
        } else if (start instanceof PathRoot.PerCpu copy) {
            // The check's events happen on CPU 0.
            return variable(copy.name(), new Start.PerCpu(copy.name(), Math.max(copy.cpu(), 0)));
        } else if (path.isReturnValue()) {
            int type = function.returnType();
            ArgumentPlace place = mechanism.hasArguments()
                    ? inContext(function.params().size(), 1)
                    : arch.callingConvention().resultPlace(ParameterPlaces.shape(btf, type));
            return passed(place, type, -1);
        }
        List<BtfType.Param> params = function.params();
        Optional<SystemCall> call =
                mechanism.hasArguments() ? Optional.empty() : SystemCall.of(btf, arch, name, function);
        for (int i = 0; i < params.size(); i++) {
            boolean numbered = call.isEmpty() && isNumber(start, i);
            if (numbered || params.get(i).name().equals(path.root())) {
                return passed(
                        mechanism.hasArguments()
                                ? inContext(i, words(params.get(i).type()))
                                : new ParameterPlaces(btf, arch, function).place(i),
                        params.get(i).type(),
                        i);
            }
        }
        return call.flatMap(inside -> inside.argument(path))
                .orElseThrow(() -> new MeaninglessPathException("no parameter '" + path.root() + "'"));
    }

    /** The words behind those of the first parameters. */
    private ArgumentPlace inContext(int parametersBefore, int count) {
        int first = function.params().subList(0, parametersBefore).stream()
                .mapToInt(before -> words(before.type()))
                .sum();
        return new ArgumentPlace.InRegisters(IntStream.range(first, first + count)
                .mapToObj(ContextWords::word)
                .toList());
    }

    private int words(int type) {
        return mechanism.isTracepoint() || btf.sizeOf(type) <= 8 ? 1 : 2;
    }

    private static boolean isNumber(PathRoot start, int index) {
        return start instanceof PathRoot.Argument argument && argument.number() == index + 1;
    }

    private PathStart variable(String variable, Start start) {
        int type = btf.findAll(BtfKind.VAR, variable).stream()
                .findFirst()
                .map(id -> ((BtfType.Var) btf.type(id)).type())
                .orElse(0);
        return PathStart.at(start, 0, type, "the kernel's variable", variable, -1);
    }

    private PathStart passed(ArgumentPlace place, int type, int index) {
        boolean aggregate = btf.resolve(type) instanceof BtfType.Composite;
        if (aggregate && arch.byteOrder() == ByteOrder.BIG_ENDIAN) {
            throw new NotJudgedException("structs by value on big-endian machines are not checked yet");
        }
        if (place instanceof ArgumentPlace.InRegisters held) {
            return PathStart.in(new MeaningRoot.InRegisters(held.registers()), type, index);
        } else if (place instanceof ArgumentPlace.OnStack stack) {
            return onStack(index, type, stack.offsetBytes());
        } else if (place instanceof ArgumentPlace.ByReference reference
                && reference.pointer() instanceof ArgumentPlace.InRegisters held) {
            // The callee owns the copy that the caller made, wherever the struct came from.
            return PathStart.at(
                    new Start.Held(held.registers().get(0)), 0, type, "the copy of argument " + (index + 1), "", index);
        }
        throw new NotJudgedException("it lies neither in a register nor on the stack");
    }

    /** A narrow number lies at the end of its slot where the most significant byte comes first. */
    private PathStart onStack(int index, int type, int slotBytes) {
        boolean number = !(btf.resolve(type) instanceof BtfType.Composite);
        long size = btf.sizeOf(type);
        boolean atEnd = number && size < 8 && arch.byteOrder() == ByteOrder.BIG_ENDIAN;
        long bit = 8 * (atEnd ? slotBytes + 8 - size : slotBytes);
        return PathStart.at(
                new Start.Held(arch.stackPointer()), bit, type, "the stack", "argument " + (index + 1), index);
    }
}
