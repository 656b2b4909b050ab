// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbedTypes;
import dev.probeproof.loader.probe.UserPointers;
import java.util.ArrayList;
import java.util.List;

/**
 * The meaning of each argument of a probe point on the kernel it runs on, and which of them nobody stated.
 *
 * @param inOrder one for each argument
 * @param unproved names of arguments that are a bare fetch
 */
record Meanings(List<Meaning> inOrder, List<String> unproved) {

    /**
     * @throws dev.probeproof.loader.error.ProbeproofException if the kernel does not have what an expression names
     */
    static Meanings of(ProbeDefinition definition, ProbePoint point, TargetKernel kernel) {
        // Of a pattern, the point says which function it is.
        String name = name(definition, point.attachPoint());
        Mechanism mechanism = definition.mechanism();
        int id = (mechanism.isTracepoint()
                        ? kernel.btf().find(BtfKind.TYPEDEF, "btf_trace_" + name)
                        : kernel.btf().find(BtfKind.FUNC, name))
                .orElseThrow(() -> new MeaningReader.MeaninglessPathException(
                        "no function '" + name + "' in kernel " + kernel.name()));
        BtfType.FuncProto function = new ProbedTypes(kernel.btf(), mechanism).prototype(id);
        List<Meaning> meanings = new ArrayList<>();
        List<String> unproved = new ArrayList<>();
        for (int i = 0; i < definition.arguments().size(); i++) {
            ArgumentDefinition argument = definition.arguments().get(i);
            FetchArgument fetch = point.arguments().get(i);
            PathExpression path = argument.path();
            if (path == null) {
                unproved.add(argument.label());
                meanings.add(MeaningReader.atItsWord(fetch, kernel.arch().byteOrder())
                        .orElseThrow(() -> new UnsupportedFeatureException(
                                "check of '" + argument.text() + "'",
                                "a fetch that starts at no register is not emulated yet")));
            } else {
                meanings.add(MeaningReader.read(
                        path,
                        fetch.fetch().leaf(),
                        kernel,
                        function,
                        mechanism,
                        parameter -> UserPointers.isUser(kernel.btf(), name, parameter)));
            }
        }
        return new Meanings(meanings, unproved);
    }

    private static String name(ProbeDefinition definition, AttachPoint point) {
        if (point instanceof AttachPoint.Kprobe kprobe) {
            return kprobe.function();
        } else if (point instanceof AttachPoint.RawTracepoint tracepoint) {
            return tracepoint.name();
        } else if (point instanceof AttachPoint.Traced traced) {
            return traced.target().substring(traced.target().indexOf(':') + 1);
        }
        return definition.function();
    }

    /** Arguments whose way leads through a pointer of which nothing says that it is kernel or user memory. */
    List<String> assumed(List<FetchArgument> arguments) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < inOrder.size(); i++) {
            if (inOrder.get(i).spaceAssumed()) {
                names.add(arguments.get(i).name());
            }
        }
        return names;
    }
}
