// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;

/**
 * Whether a member that an object declares and the member of that name that a kernel has can be taken for the same: of
 * one kind, while sizes, signs and what pointers point to may differ.
 */
final class FieldCompatibility {
    private static final int MAX_DEPTH = 64;

    private FieldCompatibility() {}

    static boolean of(CoreTypes localTypes, int local, CoreTypes targetTypes, int target) {
        int localId = local;
        int targetId = target;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            BtfType ours = localTypes.resolve(localId);
            BtfType theirs = targetTypes.resolve(targetId);
            if (!(ours instanceof BtfType.Array ourArray) || !(theirs instanceof BtfType.Array theirArray)) {
                return isSame(ours, theirs);
            }
            localId = ourArray.elementType();
            targetId = theirArray.elementType();
        }
        throw new CoreException("arrays of arrays nest deeper than " + MAX_DEPTH);
    }

    private static boolean isSame(BtfType ours, BtfType theirs) {
        if (ours.kind().isComposite() && theirs.kind().isComposite()) {
            return true;
        }
        if (ours.kind().asEnum() != theirs.kind().asEnum()) {
            return false;
        }
        return switch (ours.kind()) {
            case PTR, FLOAT -> true;
            // Bit-fields as compilers before 2018 wrote them: an integer type that starts inside its bytes.
            case INT -> ((BtfType.Int) ours).bitOffset() == 0 && ((BtfType.Int) theirs).bitOffset() == 0;
            case ENUM, ENUM64, FWD -> isSameName(ours.name(), theirs.name());
            default -> false;
        };
    }

    private static boolean isSameName(String ours, String theirs) {
        return ours.isEmpty() || theirs.isEmpty() || EssentialName.of(ours).equals(EssentialName.of(theirs));
    }
}
