// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a {@link FetchExpression} into a {@link FetchArgument.Fetch}: names of registers become registers. */
final class FetchResolver {
    private final ProbeDefinition definition;
    private final TargetKernel kernel;
    private final Arch arch;
    private final BtfType.@Nullable FuncProto prototype;

    /** For places where the context is the registers. */
    FetchResolver(ProbeDefinition definition, TargetKernel kernel) {
        this(definition, kernel, null);
    }

    /** @param prototype of the function or tracepoint whose arguments may be the context */
    FetchResolver(ProbeDefinition definition, TargetKernel kernel, BtfType.@Nullable FuncProto prototype) {
        this.prototype = definition.mechanism().hasArguments() ? prototype : null;
        this.definition = definition;
        this.kernel = kernel;
        this.arch = kernel.arch();
    }

    FetchArgument.Fetch resolve(FetchExpression expression) {
        requireInPrologue(expression);
        List<Deref> derefs = new ArrayList<>();
        FetchBase base =
                prototype == null ? base(expression.operand(), derefs) : baseOfWords(expression, prototype, derefs);
        derefs.addAll(expression.derefs());
        return new FetchArgument.Fetch(base, derefs, expression.leaf());
    }

    /** What only the kernel's own trace events know is refused with the reason. */
    private void requireInPrologue(FetchExpression expression) {
        FetchOperand operand = expression.operand();
        String problem = null;
        if (operand instanceof FetchOperand.TextConstant) {
            problem = "a constant text needs no fetching: write it into the program";
        } else if (operand instanceof FetchOperand.FileOffset) {
            problem =
                    "where a user program's file is mapped is not known before it runs: @+OFFSET can be fetched by the"
                            + " kernel's uprobe_events only";
        } else if (operand instanceof FetchOperand.Field || operand instanceof FetchOperand.Cast) {
            problem = "fields of an event can be fetched by the kernel's event probes only";
        } else if (operand instanceof FetchOperand.Variable || operand instanceof FetchOperand.AllArguments) {
            problem = "a parameter by its name is a path, not a raw fetch";
        } else if (expression.type() instanceof FetchType.PathName) {
            problem =
                    "%pd and %pD need the layout of struct dentry: write a path, such as file->f_path.dentry->d_name.name:string";
        } else if (expression.type() instanceof FetchType.SymbolText) {
            problem = "symstr is made by the kernel's trace events only; 'symbol' fetches the pointer";
        }
        if (problem != null) {
            throw new ProbeResolutionException(
                    Reason.NOT_FETCHABLE,
                    expression.text(),
                    kernel.name(),
                    definition.text(),
                    expression.column(),
                    problem,
                    List.of(),
                    "");
        }
    }

    /** The base in a context of arguments: {@code $argN} is its N-th word, and there are no registers. */
    private FetchBase baseOfWords(FetchExpression expression, BtfType.FuncProto function, List<Deref> derefs) {
        FetchOperand operand = expression.operand();
        ArgumentWords words = ArgumentWords.of(definition.mechanism(), kernel.btf(), function);
        if (operand instanceof FetchOperand.Argument argument) {
            int arguments = words.types().size() - (definition.mechanism().hasResult() ? 1 : 0);
            if (argument.number() > Math.min(arguments, ContextWords.MAX)) {
                throw failure(
                        Reason.ARGUMENT_ABSENT,
                        "$arg" + argument.number(),
                        argument.column(),
                        "no word " + argument.number() + " among the " + arguments + " of the arguments");
            }
            return new FetchBase.Register(ContextWords.word(argument.number() - 1));
        } else if (operand instanceof FetchOperand.ReturnValue) {
            if (words.result() instanceof ArgumentPlace.InRegisters result) {
                return new FetchBase.Register(result.first());
            }
            throw failure(
                    Reason.NOT_FETCHABLE,
                    "$retval",
                    expression.column(),
                    "'$retval' cannot be fetched: it is " + ((ArgumentPlace.Unreachable) words.result()).reason());
        } else if (operand instanceof FetchOperand.Register
                || operand instanceof FetchOperand.StackPointer
                || operand instanceof FetchOperand.StackWord) {
            throw failure(
                    Reason.NOT_FETCHABLE,
                    expression.text(),
                    expression.column(),
                    "programs of " + definition.mechanism().word()
                            + " get arguments, not the registers of the machine: use a kprobe");
        }
        return base(operand, derefs);
    }

    private ProbeResolutionException failure(Reason reason, String name, int column, String problem) {
        return new ProbeResolutionException(
                reason, name, kernel.name(), definition.text(), column, problem, List.of(), "");
    }

    /** The base, and in {@code derefs} the memory access that is part of some operands. */
    private FetchBase base(FetchOperand operand, List<Deref> derefs) {
        if (operand instanceof FetchOperand.Register register) {
            return new FetchBase.Register(register(register));
        } else if (operand instanceof FetchOperand.StackPointer) {
            return new FetchBase.Register(arch.stackPointer());
        } else if (operand instanceof FetchOperand.StackWord word) {
            derefs.add(new Deref(8L * word.index(), AddressSpaceKind.KERNEL));
            return new FetchBase.Register(arch.stackPointer());
        } else if (operand instanceof FetchOperand.Argument argument) {
            return argument(argument.number() - 1, derefs);
        } else if (operand instanceof FetchOperand.ReturnValue) {
            return new FetchBase.Register(arch.returnValue());
        } else if (operand instanceof FetchOperand.Symbol symbol) {
            derefs.add(new Deref(0, AddressSpaceKind.KERNEL));
            return new FetchBase.Symbol(symbol.name(), symbol.offset());
        } else if (operand instanceof FetchOperand.Address address) {
            derefs.add(new Deref(0, AddressSpaceKind.KERNEL));
            return new FetchBase.Immediate(address.address());
        } else if (operand instanceof FetchOperand.Immediate immediate) {
            return new FetchBase.Immediate(immediate.value());
        } else if (operand instanceof FetchOperand.Comm) {
            return new FetchBase.Comm();
        }
        throw new AssertionError(operand);
    }

    /** {@code $argN} counts integer registers, as the kernel does, whatever the prototype says. */
    private FetchBase argument(int index, List<Deref> derefs) {
        if (index < arch.argumentRegisters().size()) {
            return new FetchBase.Register(arch.argumentRegisters().get(index));
        }
        derefs.add(new Deref(arch.stackArgumentOffset(index), AddressSpaceKind.KERNEL));
        return new FetchBase.Register(arch.stackPointer());
    }

    private Register register(FetchOperand.Register operand) {
        return arch.register(operand.name())
                .orElseThrow(() -> new ProbeResolutionException(
                        Reason.REGISTER_ABSENT,
                        operand.name(),
                        kernel.name(),
                        definition.text(),
                        operand.column(),
                        "no register '" + operand.name() + "' in " + arch.name(),
                        Nearest.of(
                                operand.name(),
                                arch.registers().stream().map(Register::name).toList(),
                                "%"),
                        ""));
    }
}
