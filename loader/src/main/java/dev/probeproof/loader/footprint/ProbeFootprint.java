// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.DisplayRequest;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.TypeName;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a probe definition touches: the function with its signature, what is passed by value as a whole, and the members
 * on the way of each path. A path that does not fit is followed as far as it goes.
 */
public final class ProbeFootprint {
    private final BtfSelection selection;
    private final Btf btf;

    private ProbeFootprint(BtfSelection selection) {
        this.selection = selection;
        this.btf = selection.btf();
    }

    /** Chooses what the definition touches. */
    public static void choose(ProbeDefinition definition, BtfSelection selection) {
        new ProbeFootprint(selection).choose(definition);
    }

    private void choose(ProbeDefinition definition) {
        if (!(definition.place() instanceof ProbePlace.Function place) || place.isGlob()) {
            return; // Which functions are meant, the whole of the types says.
        }
        for (int function : function(definition.function(), selection)) {
            if (btf.type(function) instanceof BtfType.Func type
                    && btf.type(type.proto()) instanceof BtfType.FuncProto prototype) {
                for (ArgumentDefinition argument : definition.arguments()) {
                    PathExpression path = argument.path();
                    if (path != null) {
                        follow(path, prototype);
                        chooseEnum(path.display());
                    }
                }
            }
        }
    }

    /**
     * Chooses every function of a name. What its parameters hold by value decides in which registers the others are.
     */
    static Iterable<Integer> function(String name, BtfSelection selection) {
        Iterable<Integer> found = selection.ask(BtfKind.FUNC, name);
        found.forEach(function -> chooseValues(function, selection));
        return found;
    }

    /** Chooses a function with everything that its parameters and its result hold by value. */
    public static void chooseValues(int function, BtfSelection selection) {
        selection.keep(function);
        Btf btf = selection.btf();
        if (btf.type(function) instanceof BtfType.Func type
                && btf.type(type.proto()) instanceof BtfType.FuncProto prototype) {
            selection.keepWhole(prototype.returnType());
            prototype.params().forEach(param -> selection.keepWhole(param.type()));
        }
    }

    private void follow(PathExpression path, BtfType.FuncProto prototype) {
        Set<Integer> at = new TreeSet<>();
        if (path.isReturnValue()) {
            at.add(prototype.returnType());
        } else if (path.start() instanceof PathRoot.Global || path.start() instanceof PathRoot.PerCpu) {
            selection.ask(BtfKind.DATASEC, ".data..percpu");
            at.addAll(selection.ask(BtfKind.VAR, path.start().name()));
        } else if (path.start() instanceof PathRoot.Argument argument) {
            prototype.params().stream().skip(argument.number() - 1L).limit(1).forEach(param -> at.add(param.type()));
        } else {
            prototype.params().stream()
                    .filter(param -> param.name().equals(path.root()))
                    .forEach(param -> at.add(param.type()));
        }
        for (PathStep step : path.steps()) {
            Set<Integer> next = new TreeSet<>();
            if (step instanceof PathStep.Cast cast) {
                next.addAll(named(cast.type()));
            } else if (step instanceof PathStep.ContainerOf container) {
                next.addAll(named(container.type()));
                follow(container, next);
            } else {
                for (int type : at) {
                    next.addAll(step(step, type));
                }
            }
            at.clear();
            at.addAll(next);
        }
    }

    /** Chooses the member that {@code container_of} names in each of the structs. */
    private void follow(PathStep.ContainerOf container, Set<Integer> structs) {
        Set<Integer> at = new TreeSet<>(structs);
        for (PathStep step : container.member()) {
            Set<Integer> next = new TreeSet<>();
            at.forEach(type -> next.addAll(step(step, type)));
            at.clear();
            at.addAll(next);
        }
    }

    /** What an author calls by that name; what it points to has no other members than those that follow. */
    private Set<Integer> named(TypeName name) {
        Set<Integer> found = new TreeSet<>();
        switch (name.kind()) {
            case STRUCT -> found.addAll(selection.ask(BtfKind.STRUCT, name.name()));
            case UNION -> found.addAll(selection.ask(BtfKind.UNION, name.name()));
            case ENUM -> found.addAll(chooseEnum(name.name()));
            case PLAIN -> found.addAll(selection.ask(BtfKind.TYPEDEF, name.name()));
        }
        if (found.isEmpty()) {
            selection.ask(BtfKind.FWD, name.name());
        }
        return found;
    }

    private void chooseEnum(DisplayRequest display) {
        if (display instanceof DisplayRequest.Enumeration named && !named.name().isEmpty()) {
            chooseEnum(named.name());
        } else if (display instanceof DisplayRequest.Flags named
                && !named.name().isEmpty()) {
            chooseEnum(named.name());
        }
    }

    private Set<Integer> chooseEnum(String name) {
        Set<Integer> found = new TreeSet<>(selection.ask(BtfKind.ENUM, name));
        found.addAll(selection.ask(BtfKind.TYPEDEF, name));
        found.forEach(selection::keepWhole);
        return found;
    }

    private Set<Integer> step(PathStep step, int type) {
        if (step instanceof PathStep.AddressOf || step instanceof PathStep.Space) {
            return Set.of(type);
        }
        BtfType resolved =
                btf.type(type) instanceof BtfType.Var variable ? btf.resolve(variable.type()) : btf.resolve(type);
        int target = btf.type(type) instanceof BtfType.Var variable ? variable.type() : type;
        if (resolved instanceof BtfType.Ptr pointer) {
            target = pointer.type();
        } else if (resolved instanceof BtfType.Array array) {
            target = array.elementType();
        }
        Set<Integer> found = new TreeSet<>();
        for (int completed : completed(target)) {
            if (step instanceof PathStep.Member member) {
                found.addAll(selection.askMember(completed, member.name()));
            } else {
                selection.keep(completed);
                found.add(completed);
            }
        }
        return found;
    }

    /** A struct that is only declared stands for all that are defined under its name. */
    private Set<Integer> completed(int type) {
        int stripped = btf.strip(type);
        selection.keep(stripped);
        if (btf.type(stripped) instanceof BtfType.Fwd declared) {
            return new TreeSet<>(selection.ask(declared.union() ? BtfKind.UNION : BtfKind.STRUCT, declared.name()));
        }
        return Set.of(stripped);
    }
}
