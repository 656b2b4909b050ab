// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.CallingConvention;
import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** Resolves the root of a path (which parameter, in which register) and has a {@link PathWalk} take the steps. */
final class PathResolver {
    private final ProbeDefinition definition;
    private final TargetKernel kernel;
    private final Btf btf;
    private final BtfType.FuncProto prototype;
    private final List<BtfType.Param> params;

    PathResolver(ProbeDefinition definition, TargetKernel kernel, BtfType.FuncProto prototype) {
        this.definition = definition;
        this.kernel = kernel;
        this.btf = kernel.btf();
        this.prototype = prototype;
        this.params = prototype.params().stream()
                .filter(param -> param.type() != 0 || !param.name().isEmpty())
                .toList();
    }

    ResolvedPath resolve(PathExpression path) {
        return path.isReturnValue() ? returnValue(path) : parameter(path);
    }

    private ResolvedPath parameter(PathExpression path) {
        int index = indexOf(path);
        CallingConvention convention = kernel.arch().callingConvention();
        List<ValueShape> shapes =
                params.stream().map(param -> ValueShapes.of(btf, param.type())).toList();
        ArgumentPlace place = convention
                .place(ValueShapes.of(btf, prototype.returnType()), shapes)
                .get(index);
        boolean byValueStruct = params.subList(0, index + 1).stream()
                .anyMatch(param -> btf.resolve(param.type()) instanceof BtfType.Composite);
        return walk(path, index, params.get(index).type(), place, byValueStruct);
    }

    private ResolvedPath returnValue(PathExpression path) {
        int type = prototype.returnType();
        ArgumentPlace place = kernel.arch().callingConvention().resultPlace(ValueShapes.of(btf, type));
        boolean byValueStruct = btf.resolve(type) instanceof BtfType.Composite;
        return walk(path, ResolvedPath.RETURN_VALUE, type, place, byValueStruct);
    }

    private ResolvedPath walk(PathExpression path, int index, int type, ArgumentPlace place, boolean byValueStruct) {
        PathFailures failures = new PathFailures(definition, kernel);
        if (place instanceof ArgumentPlace.Unreachable unreachable) {
            throw failures.of(
                    Reason.NOT_FETCHABLE,
                    path.root(),
                    path.column(),
                    "'" + path.root() + "' cannot be fetched: it is " + unreachable.reason() + " in function '"
                            + definition.function() + "'");
        }
        PathWalk walk = new PathWalk(btf, failures, new LeafReader(kernel), path, type, place);
        path.steps().forEach(walk::step);
        PathEnd end = walk.end();
        PathFetch.Result result = new PathFetch(kernel, failures, path, place, btf.sizeOf(type)).fetch(end);
        return new ResolvedPath(
                path,
                index,
                place,
                byValueStruct,
                end.hops(),
                result.leaf(),
                TypeText.of(btf, end.type()),
                result.fetch());
    }

    private int indexOf(PathExpression path) {
        List<String> names = params.stream().map(BtfType.Param::name).toList();
        int index = names.indexOf(path.root());
        if (index < 0) {
            throw new ProbeResolutionException(
                    Reason.ARGUMENT_ABSENT,
                    path.root(),
                    kernel.name(),
                    definition.text(),
                    path.column(),
                    "no parameter '" + path.root() + "' in " + definition.function() + "("
                            + names.stream()
                                    .map(name -> name.isEmpty() ? "?" : name)
                                    .collect(Collectors.joining(", "))
                            + ")",
                    Nearest.of(path.root(), names),
                    "");
        }
        return index;
    }
}
