// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbedTypes;
import dev.probeproof.loader.probe.UserPointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The meaning of each argument of a probe point on the kernel it runs on, and which of them nobody stated.
 *
 * @param inOrder one for each argument; empty for those that are not judged
 * @param unproved names of arguments that are a bare fetch
 * @param notJudged arguments that the check has no meaning of its own for
 * @param given arguments whose place is what debug information says
 */
record Meanings(
        List<Optional<Meaning>> inOrder,
        List<String> unproved,
        List<CheckReport.NotJudged> notJudged,
        List<CheckReport.Given> given) {
    Meanings {
        inOrder = List.copyOf(inOrder);
        unproved = List.copyOf(unproved);
        notJudged = List.copyOf(notJudged);
        given = List.copyOf(given);
    }

    /** What a path means where the point is. */
    interface Reader {
        /** @throws NotJudgedException if nothing independent can be said */
        Meaning meaning(PathExpression path, FetchArgument fetched);

        /** Where debug information puts what the path starts from, in words; empty if it was not asked. */
        default Optional<String> given(PathExpression path) {
            return Optional.empty();
        }
    }

    /**
     * At the entry or return of a function, by the kernel's types.
     *
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
        PathStartReader starts = new PathStartReader(kernel.btf(), kernel.arch(), name, function, mechanism);
        return of(
                definition,
                point,
                kernel,
                (path, fetched) -> MeaningReader.read(
                        path,
                        fetched.fetch().leaf(),
                        kernel,
                        starts,
                        parameter -> UserPointers.isUser(kernel.btf(), name, parameter)));
    }

    static Meanings of(ProbeDefinition definition, ProbePoint point, TargetKernel kernel, Reader reader) {
        List<Optional<Meaning>> meanings = new ArrayList<>();
        List<String> unproved = new ArrayList<>();
        List<CheckReport.NotJudged> notJudged = new ArrayList<>();
        List<CheckReport.Given> given = new ArrayList<>();
        for (int i = 0; i < definition.arguments().size(); i++) {
            ArgumentDefinition argument = definition.arguments().get(i);
            FetchArgument fetched = point.arguments().get(i);
            PathExpression path = argument.path();
            try {
                if (path == null) {
                    meanings.add(
                            Optional.of(BareMeaning.of(fetched, kernel.arch().byteOrder())));
                    if (!BareMeaning.isItsOwnMeaning(fetched.fetch())) {
                        unproved.add(argument.label());
                    }
                } else {
                    meanings.add(Optional.of(reader.meaning(path, fetched)));
                    reader.given(path).ifPresent(place -> given.add(new CheckReport.Given(argument.label(), place)));
                }
            } catch (NotJudgedException | UnsupportedFeatureException reason) {
                meanings.add(Optional.empty());
                notJudged.add(new CheckReport.NotJudged(argument.label(), String.valueOf(reason.getMessage())));
            } catch (MeaningReader.MeaninglessPathException absent) {
                if (!(fetched.fetch().base() instanceof FetchBase.Absent)) {
                    throw absent;
                }
                // A pattern's functions need not all have it: the resolver and the declarations say the same.
                meanings.add(Optional.of(Meaning.nowhere(String.valueOf(absent.getMessage()))));
            }
        }
        return new Meanings(meanings, unproved, notJudged, given);
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
            if (inOrder.get(i).filter(Meaning::spaceAssumed).isPresent()) {
                names.add(arguments.get(i).name());
            }
        }
        return names;
    }
}
