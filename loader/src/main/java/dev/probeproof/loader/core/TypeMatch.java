// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfCompleteness;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.core.TypeCompatibility.Answer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a kernel's type matches the one that an object declares: the strict question of "type matches" relocations.
 * Names, sizes and signs must agree, and every member and enumerator that the object declares must be there; behind
 * pointers the names of structs are enough.
 */
final class TypeMatch {
    /** How many pointers and arrays are followed, and how many types inside each other. */
    private static final int MAX_DEPTH = 32;

    /** Types can contain each other so that following every way through them takes for ever, depth limit or not. */
    private static final int MAX_STEPS = 1_000_000;

    private final CoreTypes local;
    private final CoreTypes target;
    private int stepsLeft = MAX_STEPS;

    private TypeMatch(CoreTypes local, CoreTypes target) {
        this.local = local;
        this.target = target;
    }

    static Answer compare(CoreTypes local, int localId, CoreTypes target, int targetId) {
        return new TypeMatch(local, target).compare(localId, targetId, false, MAX_DEPTH);
    }

    private Answer compare(int localRoot, int targetRoot, boolean startsBehindPointer, int levelsLeft) {
        if (levelsLeft <= 0) {
            return Answer.TOO_DEEP;
        }
        int localId = localRoot;
        int targetId = targetRoot;
        boolean behindPointer = startsBehindPointer;
        for (int depth = 0; depth < MAX_DEPTH && stepsLeft > 0; depth++) {
            stepsLeft--;
            localId = local.strip(localId);
            targetId = target.strip(targetId);
            BtfType ours = local.type(localId);
            BtfType theirs = target.type(targetId);
            if (!local.essentialName(localId).equals(target.essentialName(targetId))) {
                return Answer.NO;
            }
            if (ours instanceof BtfType.Ptr ourPointer && theirs instanceof BtfType.Ptr theirPointer) {
                behindPointer = true;
                localId = ourPointer.type();
                targetId = theirPointer.type();
            } else if (ours instanceof BtfType.Array ourArray && theirs instanceof BtfType.Array theirArray) {
                if (ourArray.count() != theirArray.count()) {
                    return Answer.NO;
                }
                localId = ourArray.elementType();
                targetId = theirArray.elementType();
            } else if (ours instanceof BtfType.FuncProto ourProto && theirs instanceof BtfType.FuncProto theirProto) {
                Answer parameters = parameters(ourProto.params(), theirProto.params(), behindPointer, levelsLeft);
                if (parameters != Answer.YES) {
                    return parameters;
                }
                localId = ourProto.returnType();
                targetId = theirProto.returnType();
            } else if (ours instanceof BtfType.Composite ourStruct
                    && theirs instanceof BtfType.Composite theirStruct
                    && !behindPointer) {
                return ourStruct.union() == theirStruct.union()
                        ? members(ourStruct.members(), theirStruct.members(), targetId, levelsLeft)
                        : Answer.NO;
            } else {
                return isSame(ours, theirs, behindPointer) ? Answer.YES : Answer.NO;
            }
        }
        return Answer.TOO_DEEP;
    }

    private Answer parameters(
            List<BtfType.Param> ours, List<BtfType.Param> theirs, boolean behindPointer, int levelsLeft) {
        if (ours.size() != theirs.size()) {
            return Answer.NO;
        }
        for (int i = 0; i < ours.size(); i++) {
            Answer one = compare(ours.get(i).type(), theirs.get(i).type(), behindPointer, levelsLeft - 1);
            if (one != Answer.YES) {
                return one;
            }
        }
        return Answer.YES;
    }

    /** Every member of ours has one of the same name that matches. */
    private Answer members(List<BtfType.Member> ours, List<BtfType.Member> theirs, int targetStruct, int levelsLeft) {
        BtfCompleteness completeness = target.btf().completeness();
        if (ours.size() > theirs.size() && !completeness.isMinimized()) {
            return Answer.NO;
        }
        for (BtfType.Member wanted : ours) {
            Answer found = member(wanted, theirs, levelsLeft);
            if (found == Answer.NO) {
                completeness.requireMemberAbsence(targetStruct, wanted.name());
            }
            if (found != Answer.YES) {
                return found;
            }
        }
        return Answer.YES;
    }

    private Answer member(BtfType.Member wanted, List<BtfType.Member> members, int levelsLeft) {
        String name = EssentialName.of(wanted.name());
        for (BtfType.Member member : members) {
            if (stepsLeft-- <= 0) {
                return Answer.TOO_DEEP;
            }
            if (EssentialName.of(member.name()).equals(name)) {
                Answer answer = compare(wanted.type(), member.type(), false, levelsLeft - 1);
                if (answer != Answer.NO) {
                    return answer;
                }
            }
        }
        return Answer.NO;
    }

    private boolean isSame(BtfType ours, BtfType theirs, boolean behindPointer) {
        if (ours instanceof BtfType.Int ourInt && theirs instanceof BtfType.Int theirInt) {
            return ourInt.size() == theirInt.size() && ourInt.signed() == theirInt.signed();
        } else if (ours instanceof BtfType.Enum ourEnum && theirs instanceof BtfType.Enum theirEnum) {
            return ourEnum.size() == theirEnum.size() && hasAll(ourEnum.values(), theirEnum.values());
        } else if (ours instanceof BtfType.Fwd || theirs instanceof BtfType.Fwd) {
            return behindPointer ? declared(ours) == declared(theirs) : isSameFwd(ours, theirs);
        } else if (ours instanceof BtfType.Composite) {
            return behindPointer && ours.kind() == theirs.kind();
        }
        return ours.kind() == BtfKind.VOID && theirs.kind() == BtfKind.VOID;
    }

    /** STRUCT or UNION for what is one or is declared as one, VOID for everything else. */
    private static BtfKind declared(BtfType type) {
        if (type instanceof BtfType.Fwd forward) {
            return forward.union() ? BtfKind.UNION : BtfKind.STRUCT;
        }
        return type.kind().isComposite() ? type.kind() : BtfKind.VOID;
    }

    private static boolean isSameFwd(BtfType ours, BtfType theirs) {
        return ours instanceof BtfType.Fwd ourFwd
                && theirs instanceof BtfType.Fwd theirFwd
                && ourFwd.union() == theirFwd.union();
    }

    private boolean hasAll(List<BtfType.Enumerator> ours, List<BtfType.Enumerator> theirs) {
        stepsLeft -= ours.size() + theirs.size();
        return ours.size() <= theirs.size() && names(theirs).containsAll(names(ours));
    }

    private static Set<String> names(List<BtfType.Enumerator> values) {
        return values.stream().map(value -> EssentialName.of(value.name())).collect(Collectors.toSet());
    }
}
