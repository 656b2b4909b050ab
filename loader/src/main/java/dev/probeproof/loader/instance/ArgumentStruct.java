// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchLeaf;
import java.util.ArrayList;
import java.util.List;

/**
 * The struct that a {@link PrologueLayout#STRUCT} prologue fills: one member for each argument, in order, every member
 * at a multiple of 8 bytes, numbers in the target's byte order.
 *
 * <table>
 *   <caption>Members</caption>
 *   <tr><th>leaf</th><th>in C</th></tr>
 *   <tr><td>integer, bit-field</td><td>8 bytes, sign- or zero-extended</td></tr>
 *   <tr><td>text of at most n bytes</td><td>{@code u64 length; char text[n];} the length counts the NUL and is 0 if the
 *       fetch failed; n is rounded up to 8</td></tr>
 *   <tr><td>m texts of at most n bytes</td><td>m times what one text is</td></tr>
 *   <tr><td>n bytes of memory</td><td>{@code char bytes[n];} n is rounded up to 8</td></tr>
 * </table>
 *
 * <p>What could not be fetched is 0 throughout.
 */
public record ArgumentStruct(List<Member> members, int sizeBytes) {
    /**
     * One argument.
     *
     * @param offset from the start of the struct, in bytes
     * @param sizeBytes including padding at the end
     */
    public record Member(int offset, int sizeBytes, FetchLeaf leaf) {
        /** Where the bytes of a text or of memory start; where a number starts. */
        public int valueOffset() {
            return leaf instanceof FetchLeaf.Text ? offset + 8 : offset;
        }
    }

    public ArgumentStruct {
        members = List.copyOf(members);
    }

    /**
     * The struct for these arguments.
     *
     * @throws IllegalArgumentException for leaves of no size, or beyond 2 GiB
     */
    public static ArgumentStruct of(List<FetchLeaf> leaves) {
        List<Member> members = new ArrayList<>();
        int offset = 0;
        for (FetchLeaf leaf : leaves) {
            int size = sizeBytes(leaf);
            members.add(new Member(offset, size, leaf));
            offset = Math.addExact(offset, size);
        }
        return new ArgumentStruct(members, offset);
    }

    private static int sizeBytes(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Text text) {
            return 8 + roundedUp(text.maxBytes());
        } else if (leaf instanceof FetchLeaf.Texts texts) {
            return Math.multiplyExact(texts.count(), 8 + roundedUp(texts.maxBytes()));
        } else if (leaf instanceof FetchLeaf.Memory memory) {
            return roundedUp(memory.sizeBytes());
        }
        return 8;
    }

    private static int roundedUp(int bytes) {
        if (bytes <= 0 || bytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("an argument of " + bytes + " bytes");
        }
        return (bytes + 7) & ~7;
    }
}
