// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;

/**
 * Whether a type that an object declares and one that a kernel has are the same thing for the reference loader: a loose
 * question (a struct is compatible with every struct), asked for "type exists" relocations, typed kernel symbols and
 * functions of the kernel.
 */
public final class TypeCompatibility {
    /** How many pointers and arrays, and how many function types inside each other, are followed. */
    private static final int MAX_DEPTH = 32;

    /** Function types that take themselves twice would be followed for ever, depth limit or not. */
    private static final int MAX_STEPS = 100_000;

    private final Btf local;
    private final Btf target;
    private int stepsLeft = MAX_STEPS;

    /** The answer; types that nest deeper than the reference loader follows have none. */
    public enum Answer {
        YES,
        NO,
        TOO_DEEP
    }

    public TypeCompatibility(Btf local, Btf target) {
        this.local = local;
        this.target = target;
    }

    /** Compares two types; those that are typedefs or modifiers themselves must both be so. */
    public Answer compare(int localId, int targetId) {
        stepsLeft = MAX_STEPS;
        return sameKind(localId, targetId) ? compare(localId, targetId, MAX_DEPTH) : Answer.NO;
    }

    /** Compares what stands behind typedefs and modifiers. */
    public Answer compareResolved(int localId, int targetId) {
        return compare(local.strip(localId), target.strip(targetId));
    }

    private Answer compare(int localRoot, int targetRoot, int functionsLeft) {
        int localId = localRoot;
        int targetId = targetRoot;
        for (int depth = MAX_DEPTH; depth > 0 && stepsLeft > 0; depth--) {
            stepsLeft--;
            localId = local.strip(localId);
            targetId = target.strip(targetId);
            if (!sameKind(localId, targetId)) {
                return Answer.NO;
            }
            BtfType localType = local.type(localId);
            BtfType targetType = target.type(targetId);
            switch (localType.kind()) {
                case VOID, STRUCT, UNION, ENUM, ENUM64, FWD -> {
                    return Answer.YES;
                }
                case INT -> {
                    return answer(
                            ((BtfType.Int) localType).bitOffset() == 0 && ((BtfType.Int) targetType).bitOffset() == 0);
                }
                case PTR -> {
                    localId = ((BtfType.Ptr) localType).type();
                    targetId = ((BtfType.Ptr) targetType).type();
                }
                case ARRAY -> {
                    localId = ((BtfType.Array) localType).elementType();
                    targetId = ((BtfType.Array) targetType).elementType();
                }
                case FUNC_PROTO -> {
                    BtfType.FuncProto localProto = (BtfType.FuncProto) localType;
                    BtfType.FuncProto targetProto = (BtfType.FuncProto) targetType;
                    Answer parameters = parameters(localProto.params(), targetProto.params(), functionsLeft);
                    if (parameters != Answer.YES) {
                        return parameters;
                    }
                    localId = localProto.returnType();
                    targetId = targetProto.returnType();
                }
                default -> {
                    return Answer.NO;
                }
            }
        }
        return Answer.TOO_DEEP;
    }

    private Answer parameters(List<BtfType.Param> ours, List<BtfType.Param> theirs, int functionsLeft) {
        if (ours.size() != theirs.size()) {
            return Answer.NO;
        }
        for (int i = 0; i < ours.size(); i++) {
            Answer one = functionsLeft == 0
                    ? Answer.TOO_DEEP
                    : compare(ours.get(i).type(), theirs.get(i).type(), functionsLeft - 1);
            if (one != Answer.YES) {
                return one;
            }
        }
        return Answer.YES;
    }

    /** Enums of 32 and of 64 bits count as one kind. */
    private boolean sameKind(int localId, int targetId) {
        return kind(local, localId) == kind(target, targetId);
    }

    private static BtfKind kind(Btf btf, int id) {
        BtfKind kind = btf.kind(id);
        return kind == BtfKind.ENUM64 ? BtfKind.ENUM : kind;
    }

    private static Answer answer(boolean compatible) {
        return compatible ? Answer.YES : Answer.NO;
    }
}
