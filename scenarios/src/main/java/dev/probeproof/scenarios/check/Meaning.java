// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.util.List;

/**
 * What an expression means on one kernel, worked out from the C declarations alone: where it starts, which memory is
 * read on the way, and what lies at the end. It is found without the resolver that the instances were made with, so
 * that the two can be held against each other.
 *
 * @param start what the value or the first pointer is
 * @param accesses memory accesses in order; all but the last read a pointer; empty if the start is the value
 * @param end what the last access reads, or what is cut out of the start
 * @param casts what the number is converted to afterwards, in order
 * @param supports memory that is read to compute the start
 * @param spaceAssumed nothing says whether some pointer on the way leads to kernel or user memory: it is taken as written
 */
record Meaning(
        Start start, List<Access> accesses, End end, List<Whole> casts, List<Support> supports, boolean spaceAssumed) {
    Meaning(Register start, List<Access> accesses, End end) {
        this(new Start.Held(start), accesses, end, List.of(), List.of(), false);
    }

    Meaning {
        accesses = List.copyOf(accesses);
        casts = List.copyOf(casts);
        supports = List.copyOf(supports);
    }

    /** Nowhere to be fetched: the program must be told that it failed. */
    static Meaning nowhere(String reason) {
        return new Meaning(new Start.Nowhere(reason), List.of(), new Whole(8, false), List.of(), List.of(), false);
    }

    /** The same way through user memory, as every way of a program's variables is. */
    Meaning inUserMemory() {
        return new Meaning(
                start,
                accesses.stream().map(Access::inUserMemory).toList(),
                end,
                casts,
                supports.stream()
                        .map(support -> new Support(
                                support.start(),
                                support.accesses().stream()
                                        .map(Access::inUserMemory)
                                        .toList()))
                        .toList(),
                false);
    }

    /** A way to memory that has to be there before the start can be computed. */
    record Support(Start start, List<Access> accesses) {
        Support {
            accesses = List.copyOf(accesses);
        }
    }

    /**
     * One memory access at (value so far + offset).
     *
     * @param object what the pointer points to, such as {@code struct file}
     * @param member the members between the object and the access, such as {@code f_path.dentry}; may be empty
     * @param objectBytes size of the object, 0 if the type does not say
     * @param typeId BTF type of the object, 0 where there is none
     * @param offset bytes from the start of the object
     * @param sizeBytes of the access; for text in place the room it has
     * @param user why this is known to be user memory, or empty for what the definition says
     */
    record Access(
            String object,
            String member,
            long objectBytes,
            int typeId,
            long offset,
            int sizeBytes,
            AddressSpaceKind space,
            String user) {
        String place() {
            return member.isEmpty() ? object : object + "." + member;
        }

        Access inUserMemory() {
            return new Access(object, member, objectBytes, typeId, offset, sizeBytes, AddressSpaceKind.USER, user);
        }
    }

    /** What lies at the end of the way. */
    sealed interface End {}

    /** An integer, enum, bool or pointer. */
    record Whole(int sizeBytes, boolean signed) implements End {}

    /**
     * A bit-field: {@code firstBit} from the byte that the access starts at, counted as the target's compiler counts.
     */
    record BitRun(int firstBit, int widthBits, boolean signed) implements End {}

    /** Text that ends at a NUL, after {@code maxBytes} at the latest. */
    record Text(int maxBytes) implements End {}

    /** An address that is not read: that many bytes from the pointer that the last access brought. */
    record Address(long offset) implements End {}

    /** Raw bytes. */
    record Raw(int sizeBytes) implements End {}
}
