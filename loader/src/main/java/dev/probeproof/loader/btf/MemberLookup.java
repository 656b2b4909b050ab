// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds members of structs and unions by name as C does: the members of an unnamed struct or union count as members of
 * what contains it, also when its type carries a tag ({@code -fms-extensions}, which the kernel uses since 6.19).
 */
public final class MemberLookup {
    private MemberLookup() {}

    /**
     * A member, seen from the struct that was asked.
     *
     * @param name its name
     * @param type its type id
     * @param bitOffset from the start of that struct, counted from the lowest address
     * @param bitfieldBits width of a bit-field, 0 for an ordinary member
     */
    public record Found(String name, int type, long bitOffset, int bitfieldBits) {}

    /** The member of that name of a struct or union, given by its id. */
    public static Optional<Found> find(Btf btf, int composite, String name) {
        return search(btf, composite, name, 0, new HashSet<>());
    }

    /** Every named member that {@link #find} would find, in the order of the declaration. */
    public static List<Found> all(Btf btf, int composite) {
        List<Found> found = new ArrayList<>();
        collect(btf, composite, 0, new HashSet<>(), found);
        return found;
    }

    private static Optional<Found> search(Btf btf, int composite, String name, long bit, Set<Integer> path) {
        // A struct that contains itself is damage; going round once would not end.
        if (!(btf.type(composite) instanceof BtfType.Composite type) || !path.add(composite)) {
            return Optional.empty();
        }
        for (BtfType.Member member : type.members()) {
            if (member.name().equals(name)) {
                return Optional.of(found(btf, member, bit));
            }
        }
        for (BtfType.Member member : type.members()) {
            if (member.name().isEmpty()) {
                Optional<Found> inside = search(btf, btf.strip(member.type()), name, bit + bitOffset(member), path);
                if (inside.isPresent()) {
                    return inside;
                }
            }
        }
        return Optional.empty();
    }

    private static void collect(Btf btf, int composite, long bit, Set<Integer> path, List<Found> found) {
        if (!(btf.type(composite) instanceof BtfType.Composite type) || !path.add(composite)) {
            return;
        }
        for (BtfType.Member member : type.members()) {
            if (member.name().isEmpty()) {
                collect(btf, btf.strip(member.type()), bit + bitOffset(member), path, found);
            } else {
                found.add(found(btf, member, bit));
            }
        }
    }

    /** Before bit-fields had a width of their own in the member, an integer type with fewer bits than bytes said it. */
    private static Found found(Btf btf, BtfType.Member member, long bit) {
        long at = bit + bitOffset(member);
        int width = member.bitfieldBits();
        int type = width == 0 ? btf.strip(member.type()) : 0;
        if (btf.kind(type) == BtfKind.INT && !btf.isWholeInt(type)) {
            BtfType.Int integer = (BtfType.Int) btf.type(type);
            if (integer.bits() != 8 * integer.size() || integer.bitOffset() != 0) {
                return new Found(member.name(), member.type(), at + integer.bitOffset(), integer.bits());
            }
        }
        return new Found(member.name(), member.type(), at, width);
    }

    private static long bitOffset(BtfType.Member member) {
        return Integer.toUnsignedLong(member.bitOffset());
    }
}
