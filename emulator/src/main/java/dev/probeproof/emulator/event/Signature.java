// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbedTypes;
import dev.probeproof.loader.probe.SyscallWrapper;
import java.util.List;
import java.util.Optional;

/**
 * What a kernel's types say of the arguments of a function or tracepoint.
 *
 * @param subject in messages: {@code function 'vfs_read'}
 * @param parameters without what a tracepoint passes to its tracers for itself
 * @param returnTypeId in the kernel's types; 0 for void, and where nothing is known
 * @param isTyped false for a function that the types do not describe: its arguments are words by position
 * @param wrapper of a system call, whose arguments lie in the registers of the process
 */
public record Signature(
        String subject,
        List<Parameter> parameters,
        int returnTypeId,
        boolean isTyped,
        Optional<SyscallWrapper> wrapper) {
    public Signature {
        parameters = List.copyOf(parameters);
    }

    /**
     * A function of the kernel; of several of one name the first.
     *
     * @param probed whether something is attached there, so that there must be one
     */
    public static Signature ofFunction(TargetKernel kernel, String function, boolean probed) {
        String subject = "function '" + function + "'";
        ProbedTypes functions = new ProbedTypes(kernel.btf(), Mechanism.KPROBE);
        List<Integer> found = functions.find(function);
        if (!found.isEmpty()) {
            BtfType.FuncProto prototype = functions.prototype(found.get(0));
            return of(subject, prototype, SyscallWrapper.of(kernel, function, prototype));
        }
        if (!probed
                && kernel.symbols().address(function).isEmpty()
                && !kernel.symbols().isAmbiguous(function)) {
            throw new EventException("kernel " + kernel.name() + " has no " + subject
                    + Nearest.suffix(Nearest.of(function, kernel.btf().names(BtfKind.FUNC))));
        }
        return ofNothing(subject);
    }

    /**
     * A tracepoint.
     *
     * @param probed whether something is attached there; one that the types do not describe has a record all the same
     */
    public static Signature ofTracepoint(TargetKernel kernel, String name, boolean probed) {
        String subject = "tracepoint '" + name + "'";
        ProbedTypes tracepoints = new ProbedTypes(kernel.btf(), Mechanism.TP_BTF);
        List<Integer> found = tracepoints.find(name);
        if (!found.isEmpty()) {
            return of(subject, tracepoints.prototype(found.get(0)), Optional.empty());
        }
        if (!probed) {
            throw new EventException("kernel " + kernel.name() + " has no " + subject
                    + Nearest.suffix(Nearest.of(name, tracepoints.names())));
        }
        return ofNothing(subject);
    }

    /** A function of which nothing is known, as those of user space: arguments by position. */
    public static Signature ofNothing(String subject) {
        return new Signature(subject, List.of(), 0, false, Optional.empty());
    }

    private static Signature of(String subject, BtfType.FuncProto prototype, Optional<SyscallWrapper> wrapper) {
        List<BtfType.Param> params = wrapper.map(SyscallWrapper::parameters).orElse(prototype.params());
        boolean typed = wrapper.isEmpty() || !params.isEmpty();
        return new Signature(
                subject,
                params.stream()
                        .map(param -> new Parameter(param.name(), param.type()))
                        .toList(),
                prototype.returnType(),
                typed,
                wrapper);
    }
}
