// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Finds a member of a struct by looking level by level through its unnamed members. The resolver goes depth first and
 * keeps its own arithmetic; two ways to one answer are the point.
 */
final class MemberFinder {
    /** Nothing in a kernel nests unnamed members deeper; a damaged BTF may. */
    private static final int MAX_LEVELS = 32;

    private MemberFinder() {}

    /**
     * A member and where it lies.
     *
     * @param bit from the start of the struct, as BTF counts
     * @param widthBits of a bit-field, or 0
     */
    record Found(int typeId, long bit, int widthBits) {}

    private record Level(int typeId, long bit, int depth) {}

    static Optional<Found> find(Btf btf, int compositeId, String name) {
        Deque<Level> open = new ArrayDeque<>();
        open.add(new Level(compositeId, 0, 0));
        while (!open.isEmpty()) {
            Level level = open.remove();
            if (!(btf.resolve(level.typeId()) instanceof BtfType.Composite composite) || level.depth() > MAX_LEVELS) {
                continue;
            }
            for (BtfType.Member member : composite.members()) {
                long bit = level.bit() + member.bitOffset();
                if (member.name().equals(name)) {
                    return Optional.of(located(btf, member, bit));
                }
                if (member.name().isEmpty()) {
                    open.add(new Level(member.type(), bit, level.depth() + 1));
                }
            }
        }
        return Optional.empty();
    }

    /** Before kernels carried bit-field widths in the member, an integer narrower than its bytes was one. */
    private static Found located(Btf btf, BtfType.Member member, long bit) {
        if (member.bitfieldBits() == 0
                && btf.resolve(member.type()) instanceof BtfType.Int value
                && (value.bits() != value.size() * 8 || value.bitOffset() != 0)
                && value.bits() < value.size() * 8) {
            return new Found(member.type(), bit + value.bitOffset(), value.bits());
        }
        return new Found(member.type(), bit, member.bitfieldBits());
    }
}
