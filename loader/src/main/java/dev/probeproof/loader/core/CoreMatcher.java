// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.EssentialName;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows what a relocation asks about in a type of the kernel: members by name, wherever they lie and whatever unnamed
 * structs and unions they are wrapped in; array elements by index.
 */
final class CoreMatcher {
    private final CoreSpec local;
    private final CoreTypes types;
    private final int candidate;
    private final List<CoreSpec.Accessor> accessors = new ArrayList<>();
    private final List<Integer> raw = new ArrayList<>();
    private long bitOffset;
    private int memberType;

    private enum Search {
        FOUND,
        ABSENT,
        OTHER_TYPE
    }

    private CoreMatcher(CoreSpec local, CoreTypes types, int candidate) {
        this.local = local;
        this.types = types;
        this.candidate = candidate;
    }

    /**
     * @param candidate a type of the kernel whose kind and essential name are those of the local root
     * @throws CoreException if it is too deep to tell
     * @throws dev.probeproof.loader.btf.MinimizedBtfException if the kernel's types were cut down without it
     */
    static CoreMatch match(CoreKind kind, CoreSpec local, CoreTypes types, int candidate) {
        CoreMatcher matcher = new CoreMatcher(local, types, candidate);
        if (kind.isAboutType()) {
            return matcher.type(kind);
        }
        return kind.isAboutEnumerator() ? matcher.enumerator() : matcher.field();
    }

    private CoreMatch type(CoreKind kind) {
        TypeCompatibility.Answer answer = kind == CoreKind.TYPE_MATCHES
                ? TypeMatch.compare(local.types(), local.root(), types, candidate)
                : new TypeCompatibility(local.types().btf(), types.btf()).compare(local.root(), candidate);
        return switch (answer) {
            case YES -> new CoreMatch.Hit(new CoreSpec(types, candidate, List.of(), List.of(0), 0));
            case NO -> miss(CoreMatch.Difference.OTHER_KIND, 0, candidate, 0);
            case TOO_DEEP ->
                throw new CoreException("types nest too deeply to compare " + CoreNames.of(types, candidate)
                        + " with the kernel's: " + Errno.EINVAL);
        };
    }

    private CoreMatch enumerator() {
        int id = types.strip(candidate);
        if (!(types.type(id) instanceof BtfType.Enum type)) {
            return miss(CoreMatch.Difference.OTHER_KIND, 0, id, 0);
        }
        Integer index = types.enumerator(id, EssentialName.of(local.last().name()));
        if (index == null) {
            return miss(CoreMatch.Difference.NO_ENUMERATOR, 0, id, 0);
        }
        accessors.add(new CoreSpec.Accessor(id, index, type.values().get(index).name()));
        return new CoreMatch.Hit(new CoreSpec(types, candidate, accessors, List.of(index), 0));
    }

    private CoreMatch field() {
        int id = types.strip(candidate);
        for (int step = 0; step < local.accessors().size(); step++) {
            CoreSpec.Accessor wanted = local.accessors().get(step);
            if (wanted.name() == null) {
                if (step > 0) {
                    if (!(types.type(id) instanceof BtfType.Array array)) {
                        return miss(CoreMatch.Difference.OTHER_KIND, step, id, 0);
                    }
                    if (wanted.index() >= array.count() && !types.isFlexible(array, lastAccessor())) {
                        return miss(CoreMatch.Difference.TOO_SHORT, step, id, id);
                    }
                    id = types.strip(array.elementType());
                }
                element(id, wanted.index());
            } else {
                if (!types.type(id).kind().isComposite()) {
                    return miss(CoreMatch.Difference.OTHER_KIND, step, id, 0);
                }
                Search search = member(id, wanted, new HashSet<>());
                if (search == Search.ABSENT) {
                    types.btf().completeness().requireMemberAbsence(id, wanted.name());
                    return miss(CoreMatch.Difference.NO_MEMBER, step, id, 0);
                } else if (search == Search.OTHER_TYPE) {
                    return miss(CoreMatch.Difference.OTHER_TYPE, step, id, memberType);
                }
                id = types.strip(memberType);
            }
        }
        return new CoreMatch.Hit(new CoreSpec(types, candidate, accessors, raw, bitOffset));
    }

    private CoreSpec.Accessor lastAccessor() {
        return accessors.get(accessors.size() - 1);
    }

    private void element(int id, int index) {
        push(index);
        accessors.add(new CoreSpec.Accessor(id, index, null));
        bitOffset = CoreSpec.advanced(bitOffset, CoreSpec.elementBits(types, id, index));
    }

    /** Searches a struct or union and its unnamed members in the order of the declaration. */
    private Search member(int id, CoreSpec.Accessor wanted, Set<Integer> searched) {
        CoreTypes.MemberNames names = types.memberNames(id);
        Integer direct = names.named().get(wanted.name());
        for (int index : names.unnamed()) {
            if (direct != null && direct < index) {
                break;
            }
            Search inside = unnamed(id, index, wanted, searched);
            if (inside != Search.ABSENT) {
                return inside;
            }
        }
        if (direct == null) {
            // Many paths can lead to one unnamed type: it has been looked through for all of them.
            searched.add(id);
            return Search.ABSENT;
        }
        return direct(id, direct, wanted);
    }

    private Search unnamed(int id, int index, CoreSpec.Accessor wanted, Set<Integer> searched) {
        BtfType.Member member = types.composite(id).members().get(index);
        int inner = types.strip(member.type());
        if (!types.type(inner).kind().isComposite() || searched.contains(inner)) {
            return Search.ABSENT;
        }
        push(index);
        long before = bitOffset;
        bitOffset = CoreSpec.advanced(bitOffset, Integer.toUnsignedLong(member.bitOffset()));
        Search found = member(inner, wanted, searched);
        if (found == Search.ABSENT) {
            raw.remove(raw.size() - 1);
            bitOffset = before;
        }
        return found;
    }

    private Search direct(int id, int index, CoreSpec.Accessor wanted) {
        BtfType.Member member = types.composite(id).members().get(index);
        push(index);
        memberType = member.type();
        int wantedType = local.types()
                .composite(wanted.type())
                .members()
                .get(wanted.index())
                .type();
        if (!FieldCompatibility.of(local.types(), wantedType, types, memberType)) {
            return Search.OTHER_TYPE;
        }
        bitOffset = CoreSpec.advanced(bitOffset, Integer.toUnsignedLong(member.bitOffset()));
        accessors.add(new CoreSpec.Accessor(id, index, member.name()));
        return Search.FOUND;
    }

    private void push(int index) {
        if (raw.size() == CoreSpecReader.MAX_STEPS) {
            throw new CoreException("it takes more than " + CoreSpecReader.MAX_STEPS + " steps to find '"
                    + local.wayFromRoot() + "' in " + CoreNames.of(types, candidate) + " of the kernel: "
                    + Errno.E2BIG);
        }
        raw.add(index);
    }

    private CoreMatch.Miss miss(CoreMatch.Difference difference, int step, int at, int found) {
        return new CoreMatch.Miss(types, candidate, difference, step, at, found);
    }
}
