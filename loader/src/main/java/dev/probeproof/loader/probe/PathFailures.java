// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MemberLookup;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;

/** Puts the failures of one definition on one kernel into words. */
final class PathFailures {
    /** How deep in the struct a missing member is looked for, to say where it went. */
    private static final int MAX_MOVE = 2;

    private final ProbeDefinition definition;
    private final TargetKernel kernel;

    PathFailures(ProbeDefinition definition, TargetKernel kernel) {
        this.definition = definition;
        this.kernel = kernel;
    }

    ProbeResolutionException of(Reason reason, String name, int column, String problem) {
        return new ProbeResolutionException(
                reason, name, kernel.name(), definition.text(), column, problem, List.of(), "");
    }

    ProbeResolutionException absent(
            Reason reason, String name, int column, String problem, List<String> candidates, String hint) {
        return new ProbeResolutionException(
                reason, name, kernel.name(), definition.text(), column, problem, candidates, hint);
    }

    /**
     * @throws dev.probeproof.loader.btf.MinimizedBtfException if the types were cut down and the member may be missing
     *     for that reason
     */
    ProbeResolutionException memberAbsent(PathStep.Member step, int composite) {
        Btf btf = kernel.btf();
        btf.completeness().requireMemberAbsence(composite, step.name());
        String struct = TypeText.of(btf, composite);
        List<String> names = MemberLookup.all(btf, composite).stream()
                .map(MemberLookup.Found::name)
                .toList();
        return new ProbeResolutionException(
                Reason.MEMBER_ABSENT,
                step.name(),
                kernel.name(),
                definition.text(),
                step.column(),
                "no member '" + step.name() + "' in " + struct,
                Nearest.of(step.name(), names),
                movedHint(step.name(), composite, struct));
    }

    private String movedHint(String name, int composite, String struct) {
        for (int depth = 1; depth <= MAX_MOVE; depth++) {
            List<String> places = new ArrayList<>();
            collectPlaces(name, composite, "", depth, places);
            if (places.size() == 1) {
                return struct + " has it as " + places.get(0);
            }
            if (!places.isEmpty()) {
                return "";
            }
        }
        Btf btf = kernel.btf();
        boolean namesake = btf.findAll(btf.kind(composite), btf.name(composite)).stream()
                .anyMatch(other -> other != composite
                        && MemberLookup.find(btf, other, name).isPresent());
        return namesake && !btf.name(composite).isEmpty()
                ? "the kernel has another " + struct + " with such a member, but this function does not use that one"
                : "";
    }

    /** Paths of exactly that many named structs, in place, to a member of that name. */
    private void collectPlaces(String name, int composite, String path, int depth, List<String> places) {
        Btf btf = kernel.btf();
        for (MemberLookup.Found member : MemberLookup.all(btf, composite)) {
            int type = btf.strip(member.type());
            BtfKind kind = btf.kind(type);
            if (kind == BtfKind.STRUCT || kind == BtfKind.UNION) {
                String inside = path + member.name() + ".";
                if (depth > 1) {
                    collectPlaces(name, type, inside, depth - 1, places);
                } else if (MemberLookup.find(btf, type, name).isPresent()) {
                    places.add(inside + name);
                }
            }
        }
    }

    ProbeResolutionException notAStruct(PathStep.Member step, String subject, PathTypes types, int type) {
        BtfType at = types.resolve(type);
        String why = at instanceof BtfType.Fwd
                ? "of which the BTF has the name only"
                : at instanceof BtfType.Array ? "an array: index it before selecting a member" : "which has no members";
        return of(
                Reason.NOT_A_STRUCT,
                subject,
                step.column(),
                "'" + subject + "' leads to " + types.text(type) + ", " + why);
    }
}
