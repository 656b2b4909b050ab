// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.arch.CallingConvention;
import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Resolves the root of a path (which parameter, in which register) and has a {@link PathWalk} take the steps. */
final class PathResolver {
    private static final int WORD = 8;

    private final TargetKernel kernel;
    private final Btf btf;
    private final String function;
    private final BtfType.FuncProto prototype;
    private final List<BtfType.Param> params;
    private final PathFailures failures;
    private final Mechanism mechanism;

    /** @param function its name; of several that a pattern means, this one */
    PathResolver(ProbeDefinition definition, TargetKernel kernel, String function, BtfType.FuncProto prototype) {
        this.kernel = kernel;
        this.btf = kernel.btf();
        this.function = function;
        this.prototype = prototype;
        this.failures = new PathFailures(definition, kernel);
        this.mechanism = definition.mechanism();
        this.params = prototype.params().stream()
                .filter(param -> param.type() != 0 || !param.name().isEmpty())
                .toList();
    }

    /** What a path means, and how its value is shown. */
    record Shown(ResolvedPath path, Display display) {}

    Shown resolve(PathExpression path) {
        PathRoot start = path.start();
        if (start instanceof PathRoot.ReturnValue) {
            return returnValue(path);
        } else if (start instanceof PathRoot.Global || start instanceof PathRoot.PerCpu) {
            VariableFinder.Found variable = new VariableFinder(kernel, failures).find(path);
            PathRootPlace root = new PathRootPlace.AtAddress(variable.address());
            return walk(path, ResolvedPath.VARIABLE, variable.type(), root, false);
        }
        return parameter(path);
    }

    /**
     * What a path means that starts from a variable of debug information.
     *
     * @param type of the variable, in the kernel's types
     */
    Shown located(PathExpression path, int type, VariableLocation location) {
        if (location instanceof VariableLocation.Unavailable unavailable) {
            throw failures.of(
                    Reason.NOT_FETCHABLE,
                    path.root(),
                    path.column(),
                    "'" + path.root() + "' cannot be fetched here because " + unavailable.reason());
        }
        return walk(path, ResolvedPath.VARIABLE, type, rootOf(location, btf.sizeOf(type)), false);
    }

    private static PathRootPlace rootOf(VariableLocation location, long sizeBytes) {
        if (location instanceof VariableLocation.Memory memory) {
            FetchValues.Place place = FetchValues.place(memory.address());
            return new PathRootPlace.AtAddress(FetchValues.base(place.pointer()), place.offset(), false);
        } else if (location instanceof VariableLocation.Register in && sizeBytes <= WORD) {
            return new PathRootPlace.Passed(new ArgumentPlace.InRegisters(List.of(in.register())), sizeBytes);
        }
        return new PathRootPlace.Located(location, sizeBytes);
    }

    private Shown parameter(PathExpression path) {
        if (!mechanism.isTracepoint()
                && params.stream().noneMatch(param -> param.name().equals(path.root()))) {
            Optional<SyscallWrapper> wrapper = SyscallWrapper.of(kernel, function, prototype);
            if (wrapper.isPresent()) {
                return systemCallArgument(path, wrapper.get());
            }
        }
        int index = path.start() instanceof PathRoot.Argument argument ? indexOf(path, argument) : indexOf(path);
        ArgumentPlace place = mechanism.hasArguments()
                ? words().places().get(index)
                : placesInCall().get(index);
        boolean byValueStruct = params.subList(0, index + 1).stream()
                .anyMatch(param -> btf.resolve(param.type()) instanceof BtfType.Composite);
        int type = params.get(index).type();
        return walk(path, index, type, passed(path, place, type), byValueStruct);
    }

    private ArgumentWords words() {
        return ArgumentWords.of(mechanism, btf, prototype);
    }

    private List<ArgumentPlace> placesInCall() {
        CallingConvention convention = kernel.arch().callingConvention();
        List<ValueShape> shapes =
                params.stream().map(param -> ValueShapes.of(btf, param.type())).toList();
        return convention.place(ValueShapes.of(btf, prototype.returnType()), shapes);
    }

    private Shown systemCallArgument(PathExpression path, SyscallWrapper wrapper) {
        Optional<SyscallWrapper.Argument> found = path.start() instanceof PathRoot.Argument argument
                ? wrapper.argument(argument.number() - 1)
                : wrapper.argument(path.root());
        if (found.isEmpty()) {
            List<String> names = wrapper.names();
            throw failures.absent(
                    Reason.ARGUMENT_ABSENT,
                    path.root(),
                    path.column(),
                    "no argument '" + path.root() + "' of the system call in " + function
                            + (names.isEmpty() ? "" : String.join(", ", names).transform(all -> "(" + all + ")")),
                    Nearest.of(path.root(), names),
                    names.isEmpty()
                            ? "the BTF does not name them: write $arg1, $arg2 … with a cast, as in (char *)$arg2:string"
                            : "");
        }
        SyscallWrapper.Argument argument = found.get();
        long size = argument.type() == 0 ? WORD : Math.min(WORD, btf.sizeOf(argument.type()));
        FetchBase registers = new FetchBase.Register(
                mechanism.hasArguments()
                        ? ContextWords.word(0)
                        : kernel.arch().argumentRegisters().get(0));
        long offset = argument.register().ptRegsOffset() + (btf.order() == ByteOrder.BIG_ENDIAN ? WORD - size : 0);
        PathRootPlace root = new PathRootPlace.AtAddress(registers, offset, true);
        PathTypes types = new PathTypes(btf);
        int type = argument.type();
        if (type == 0) {
            // Nobody knows what it is, but who asks for text says that it points to some.
            boolean text = path.textType() != null && path.steps().isEmpty();
            type = text
                    ? types.pointerTo(0)
                    : types.add(TypeFinder.integer("unsigned long").orElseThrow());
        }
        return walk(path, types, argument.index(), type, root, false);
    }

    private Shown returnValue(PathExpression path) {
        int type = prototype.returnType();
        ArgumentPlace place = mechanism.hasArguments()
                ? words().result()
                : kernel.arch().callingConvention().resultPlace(ValueShapes.of(btf, type));
        boolean byValueStruct = btf.resolve(type) instanceof BtfType.Composite;
        return walk(path, ResolvedPath.RETURN_VALUE, type, passed(path, place, type), byValueStruct);
    }

    private PathRootPlace passed(PathExpression path, ArgumentPlace place, int type) {
        if (place instanceof ArgumentPlace.Unreachable unreachable) {
            throw failures.of(
                    Reason.NOT_FETCHABLE,
                    path.root(),
                    path.column(),
                    "'" + path.root() + "' cannot be fetched: it is " + unreachable.reason() + " in function '"
                            + function + "'");
        }
        if (btf.resolve(type) instanceof BtfType.Void) {
            throw failures.of(
                    Reason.NOT_FETCHABLE,
                    path.root(),
                    path.column(),
                    "'" + path.root() + "' cannot be fetched: it is void in function '" + function + "'");
        }
        return new PathRootPlace.Passed(place, btf.sizeOf(type));
    }

    private Shown walk(PathExpression path, int index, int type, PathRootPlace root, boolean byValueStruct) {
        return walk(path, new PathTypes(btf), index, type, root, byValueStruct);
    }

    private Shown walk(
            PathExpression path, PathTypes types, int index, int type, PathRootPlace root, boolean byValueStruct) {
        TypeFinder finder = new TypeFinder(types, failures);
        LeafReader leaves = new LeafReader(kernel, types);
        PathFetch fetches = new PathFetch(kernel, failures, path);
        PathWalk walk = new PathWalk(types, failures, leaves, finder, fetches, path, type, root);
        path.steps().forEach(walk::step);
        PathEnd end = walk.end();
        PathFetch.Result result = fetches.fetch(end);
        ArgumentPlace place = end.root() instanceof PathRootPlace.Passed passed ? passed.place() : null;
        ResolvedPath resolved = new ResolvedPath(
                path, index, place, byValueStruct, end.hops(), result.leaf(), types.text(end.type()), result.fetch());
        return new Shown(
                resolved, new DisplayResolver(types, finder, leaves, failures).display(path, end.type(), end.leaf()));
    }

    private int indexOf(PathExpression path, PathRoot.Argument argument) {
        if (argument.number() > params.size()) {
            throw failures.absent(
                    Reason.ARGUMENT_ABSENT,
                    path.root(),
                    path.column(),
                    "no parameter " + argument.number() + " in " + signature(),
                    List.of(),
                    "");
        }
        return argument.number() - 1;
    }

    private String signature() {
        return params.stream()
                .map(param -> param.name().isEmpty() ? "?" : param.name())
                .collect(Collectors.joining(", ", function + "(", ")"));
    }

    private int indexOf(PathExpression path) {
        List<String> names = params.stream().map(BtfType.Param::name).toList();
        int index = names.indexOf(path.root());
        if (index < 0) {
            String hint = new VariableFinder(kernel, failures)
                    .notation(path.root())
                    .map(notation -> "the kernel has a variable of that name: " + notation)
                    .orElse("");
            throw failures.absent(
                    Reason.ARGUMENT_ABSENT,
                    path.root(),
                    path.column(),
                    "no parameter '" + path.root() + "' in " + signature(),
                    Nearest.of(path.root(), names),
                    hint);
        }
        return index;
    }
}
