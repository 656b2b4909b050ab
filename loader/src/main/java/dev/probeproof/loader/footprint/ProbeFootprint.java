// SPDX-License-Identifier: MIT
package dev.probeproof.loader.footprint;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.ProbeDefinition;
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
        for (int function : function(definition.function(), selection)) {
            if (btf.type(function) instanceof BtfType.Func type
                    && btf.type(type.proto()) instanceof BtfType.FuncProto prototype) {
                for (ArgumentDefinition argument : definition.arguments()) {
                    PathExpression path = argument.path();
                    if (path != null) {
                        follow(path, prototype);
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
        } else {
            prototype.params().stream()
                    .filter(param -> param.name().equals(path.root()))
                    .forEach(param -> at.add(param.type()));
        }
        for (PathStep step : path.steps()) {
            Set<Integer> next = new TreeSet<>();
            for (int type : at) {
                next.addAll(step(step, type));
            }
            at.clear();
            at.addAll(next);
        }
    }

    private Set<Integer> step(PathStep step, int type) {
        BtfType resolved = btf.resolve(type);
        int target = type;
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
