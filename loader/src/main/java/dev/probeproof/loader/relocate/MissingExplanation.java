// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.error.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what a program wants and a kernel does not have, and what the kernel has that is nearest to it. The first line
 * is a sentence of its own; what stands in the other lines explains it.
 */
final class MissingExplanation {
    /** A struct with so few members is shown whole if none of its names is near. */
    private static final int FEW = 8;

    private final String kernel;
    private final CoreTypes types;
    private final Map<String, String> absentTypes = new HashMap<>();

    MissingExplanation(String kernel, CoreTypes types) {
        this.kernel = "kernel " + kernel;
        this.types = types;
    }

    /**
     * Why a question has no answer.
     *
     * @param misses one for each type that could be meant; empty if the kernel has none of that name
     */
    String of(CoreKind kind, CoreSpec wanted, List<CoreMatch.Miss> misses) {
        String question = " (" + kind + ", access string " + wanted.access() + ")";
        if (misses.isEmpty()) {
            return "no " + essential(wanted.types(), wanted.root()) + " in " + kernel + question
                    + absentTypes.computeIfAbsent(
                            essential(wanted.types(), wanted.root()),
                            text -> nearestTypes(wanted.types(), wanted.root()))
                    + "\n  wanted for " + what(wanted);
        }
        // The way that leads furthest is the one that was meant.
        CoreMatch.Miss best = misses.stream()
                .reduce((one, other) -> other.step() > one.step() ? other : one)
                .orElseThrow();
        String others = misses.size() == 1
                ? ""
                : "\n  none of the " + misses.size() + " types of that name in " + kernel + " has it";
        return difference(wanted, best, question) + others;
    }

    /** What is asked for, in the words of C: {@code field 'se.load' of struct task_struct}. */
    private static String what(CoreSpec wanted) {
        String root = essential(wanted.types(), wanted.root());
        if (wanted.last().name() != null && wanted.accessors().size() == 1) {
            return "enumerator '" + wanted.last().name() + "' of " + root;
        }
        return wanted.wayFromRoot().isEmpty() ? root : "field '" + wanted.wayFromRoot() + "' of " + root;
    }

    private static String essential(CoreTypes types, int id) {
        return CoreNames.keyword(types.type(id).kind()) + types.essentialName(id);
    }

    private String nearestTypes(CoreTypes wantedTypes, int wanted) {
        String name = wantedTypes.essentialName(wanted);
        BtfKind kind = wantedTypes.type(wanted).kind();
        List<Integer> others = types.btf().findOwnFlavours(name);
        if (!others.isEmpty()) {
            return "; it has " + describe(others.get(0)) + " of that name";
        }
        return Nearest.suffix(Nearest.of(name, types.btf().names(kind), CoreNames.keyword(kind)));
    }

    private String describe(int id) {
        BtfType type = types.type(id);
        return switch (type.kind()) {
            case STRUCT -> "a struct";
            case UNION -> "a union";
            case ENUM, ENUM64 -> "an enum";
            case TYPEDEF -> "a typedef";
            case FUNC -> "a function";
            case FWD -> "only a declaration without members";
            default -> "something else (" + type.kind() + ")";
        };
    }

    private String difference(CoreSpec wanted, CoreMatch.Miss miss, String question) {
        String detail = miss.step() > 1 || isWrapped(wanted, miss) ? "\n  wanted for " + what(wanted) : "";
        String where = " of " + kernel + miss.types().owner();
        String holder = CoreNames.of(miss.types(), miss.at());
        return switch (miss.difference()) {
            case NO_MEMBER ->
                "no field '" + wanted.accessors().get(miss.step()).name() + "' in " + holder + where + question
                        + nearestMembers(wanted.accessors().get(miss.step()).name(), miss) + detail;
            case NO_ENUMERATOR ->
                "no enumerator '" + EssentialName.of(wanted.last().name()) + "' in "
                        + CoreNames.of(miss.types(), miss.candidate()) + where + question
                        + nearestEnumerators(wanted, miss);
            case OTHER_TYPE -> otherType(wanted, miss, question) + detail;
            case TOO_SHORT ->
                "no element " + wanted.accessors().get(miss.step()).index() + " in '"
                        + pathBefore(wanted, miss.step()) + "'" + where + question + "\n  there it is "
                        + CoreNames.of(miss.types(), miss.found());
            case OTHER_KIND ->
                "no " + what(wanted) + " in " + kernel + question + "\n  there '" + pathBefore(wanted, miss.step())
                        + "' is " + holder;
        };
    }

    /** True if the step before went into something: the holder is not the root then. */
    private static boolean isWrapped(CoreSpec wanted, CoreMatch.Miss miss) {
        return miss.step() < wanted.accessors().size() - 1;
    }

    private static String pathBefore(CoreSpec wanted, int step) {
        return wanted.path(step);
    }

    private String otherType(CoreSpec wanted, CoreMatch.Miss miss, String question) {
        CoreSpec.Accessor accessor = wanted.accessors().get(miss.step());
        int ours = wanted.types()
                .composite(accessor.type())
                .members()
                .get(accessor.index())
                .type();
        return "field '" + accessor.name() + "' in " + CoreNames.of(miss.types(), miss.at()) + " of " + kernel
                + miss.types().owner() + " has another type" + question + "\n  the program knows it as "
                + CoreNames.of(wanted.types(), ours) + ", the kernel has " + CoreNames.of(miss.types(), miss.found());
    }

    private static String nearestMembers(String name, CoreMatch.Miss miss) {
        return near(
                name,
                MemberLookup.all(miss.types().btf(), miss.at()).stream()
                        .map(MemberLookup.Found::name)
                        .toList());
    }

    private static String nearestEnumerators(CoreSpec wanted, CoreMatch.Miss miss) {
        return near(
                EssentialName.of(wanted.last().name()),
                ((BtfType.Enum) miss.types().type(miss.at()))
                        .values().stream().map(BtfType.Enumerator::name).toList());
    }

    private static String near(String name, List<String> names) {
        List<String> nearest = Nearest.of(name, names);
        if (nearest.isEmpty() && !names.isEmpty() && names.size() <= FEW) {
            return "; it has " + String.join(", ", names);
        }
        return Nearest.suffix(nearest);
    }
}
