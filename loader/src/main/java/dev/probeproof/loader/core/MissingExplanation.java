// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

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
 * says it all; what stands in the others explains it.
 */
final class MissingExplanation {
    /** A type with so few members is shown whole if none of its names is near. */
    private static final int FEW = 8;

    private final String kernel;
    private final CoreTypes types;
    private final Map<String, String> nearestTypes = new HashMap<>();

    /** @param types the kernel's own, without modules */
    MissingExplanation(String kernel, CoreTypes types) {
        this.kernel = "kernel '" + kernel + "'";
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
            String type = type(wanted);
            return "no " + type + " in " + kernel + question
                    + nearestTypes.computeIfAbsent(type, unused -> nearestTypes(wanted)) + wantedFor(wanted);
        }
        // The way that leads furthest is the one that was meant.
        CoreMatch.Miss best = misses.stream()
                .reduce((one, other) -> other.step() > one.step() ? other : one)
                .orElseThrow();
        return difference(wanted, best, question)
                + (misses.size() > 1 ? "\n  nor has any other of the " + misses.size() + " types of that name" : "");
    }

    /** The root in the words of C: {@code struct task_struct}. */
    private static String type(CoreSpec wanted) {
        return CoreNames.keyword(wanted.types().type(wanted.root()).kind())
                + wanted.types().essentialName(wanted.root());
    }

    /** A line that says what is wanted, in the words of C. */
    private static String wantedFor(CoreSpec wanted) {
        if (wanted.wayFromRoot().isEmpty()) {
            return "";
        }
        return "\n  wanted for " + (wanted.isEnumerator() ? "enumerator" : "field") + " '" + wanted.wayFromRoot()
                + "' of " + type(wanted);
    }

    private String nearestTypes(CoreSpec wanted) {
        String name = wanted.types().essentialName(wanted.root());
        List<Integer> others = types.btf().findOwnFlavours(name);
        if (!others.isEmpty()) {
            return "; it has " + ofOtherKind(types.type(others.get(0))) + " of that name";
        }
        BtfKind kind = wanted.types().type(wanted.root()).kind();
        return Nearest.suffix(Nearest.of(name, types.btf().names(kind), CoreNames.keyword(kind)));
    }

    private static String ofOtherKind(BtfType type) {
        return switch (type.kind()) {
            case STRUCT -> "a struct";
            case UNION -> "a union";
            case ENUM, ENUM64 -> "an enum";
            case TYPEDEF -> "a typedef";
            case FUNC -> "a function";
            case FWD -> "only a declaration, without members,";
            default -> "something else (" + type.kind() + ")";
        };
    }

    private String difference(CoreSpec wanted, CoreMatch.Miss miss, String question) {
        String holder = CoreNames.of(miss.types(), miss.at());
        String place = " of " + kernel + miss.types().owner() + question;
        return switch (miss.difference()) {
            case NO_MEMBER ->
                "no field '" + name(wanted, miss) + "' in " + holder + place + near(name(wanted, miss), members(miss))
                        + wantedForWhole(wanted, miss);
            case NO_ENUMERATOR ->
                "no enumerator '" + name(wanted, miss) + "' in " + CoreNames.of(miss.types(), miss.candidate()) + place
                        + near(name(wanted, miss), enumerators(miss));
            case OTHER_TYPE ->
                "field '" + name(wanted, miss) + "' in " + holder + place
                        + " has another type\n  the program takes it for " + declared(wanted, miss.step())
                        + ", the kernel has " + CoreNames.of(miss.types(), miss.found())
                        + wantedForWhole(wanted, miss);
            case TOO_SHORT ->
                "no element " + wanted.accessors().get(miss.step()).index() + " in '" + wanted.path(miss.step()) + "'"
                        + place + "\n  the kernel has " + CoreNames.of(miss.types(), miss.found());
            case OTHER_KIND ->
                "'" + wanted.path(miss.step()) + "'" + place + " is something else\n  the kernel has " + holder
                        + wantedFor(wanted);
        };
    }

    /** The name that the step looks for. */
    private static String name(CoreSpec wanted, CoreMatch.Miss miss) {
        return EssentialName.of(
                String.valueOf(wanted.accessors().get(miss.step()).name()));
    }

    /** As {@link #wantedFor}, unless the step was the only one and has been named. */
    private static String wantedForWhole(CoreSpec wanted, CoreMatch.Miss miss) {
        return wanted.wayFromRoot().equals(name(wanted, miss)) ? "" : wantedFor(wanted);
    }

    /** The type that the object declares for the member that a step leads to. */
    private static String declared(CoreSpec wanted, int step) {
        CoreSpec.Accessor accessor = wanted.accessors().get(step);
        return CoreNames.of(
                wanted.types(),
                wanted.types()
                        .composite(accessor.type())
                        .members()
                        .get(accessor.index())
                        .type());
    }

    private static List<String> members(CoreMatch.Miss miss) {
        return MemberLookup.all(miss.types().btf(), miss.at()).stream()
                .map(MemberLookup.Found::name)
                .toList();
    }

    private static List<String> enumerators(CoreMatch.Miss miss) {
        return ((BtfType.Enum) miss.types().type(miss.at()))
                .values().stream().map(BtfType.Enumerator::name).toList();
    }

    private static String near(String name, List<String> names) {
        // A kernel that wants nobody to touch a member any more puts underscores before its name.
        List<String> hidden = names.stream()
                .filter(other ->
                        !other.equals(name) && withoutUnderscores(other).equals(withoutUnderscores(name)))
                .toList();
        List<String> nearest = hidden.isEmpty() ? Nearest.of(name, names) : hidden;
        if (nearest.isEmpty() && !names.isEmpty() && names.size() <= FEW) {
            return "; it has " + String.join(", ", names);
        }
        return Nearest.suffix(nearest);
    }

    private static String withoutUnderscores(String name) {
        int start = 0;
        while (start < name.length() && name.charAt(start) == '_') {
            start++;
        }
        return name.substring(start);
    }
}
