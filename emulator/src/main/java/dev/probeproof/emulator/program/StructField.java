// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;

/**
 * A field, or a run of equal ones, of a struct that kernels show to programs; they translate each access into one of their
 * own structs. An access must end within the field.
 *
 * @param since the first release that has it, empty for always
 * @param until the first release that no longer has it, empty for never
 * @param offset bytes
 * @param size bytes, of the whole run
 * @param reads sizes in bytes that may be loaded, added up: a set of 1, 2, 4 and 8
 * @param writes sizes that may be stored, likewise
 * @param place where in the field an access may start
 * @param value what a load gives
 */
record StructField(
        String name,
        String since,
        String until,
        int offset,
        int size,
        int reads,
        int writes,
        Place place,
        ContextValue value) {
    /** Where an access may start. */
    enum Place {
        /** At a multiple of its size. */
        ALIGNED,
        /** Where the field starts only; kernels forgot the other parts of some fields. */
        HEAD,
        /** Anywhere. */
        ANYWHERE,
        /** Anywhere, and it may end beyond the field. */
        OVERRUNNING;

        boolean allows(int at, int inField, int bytes) {
            return switch (this) {
                case ALIGNED -> at % bytes == 0;
                case HEAD -> inField == 0 && at % bytes == 0;
                case ANYWHERE, OVERRUNNING -> true;
            };
        }
    }

    /** Any part of a 32-bit field. */
    static final int NARROW = 1 | 2 | 4;
    /** Any part of a 64-bit field. */
    static final int ANY = 1 | 2 | 4 | 8;
    /** A 32-bit field as a whole. */
    static final int WORD = 4;
    /** A 64-bit field as a whole. */
    static final int DOUBLE_WORD = 8;

    /** A 32-bit number of which any part may be loaded. */
    static StructField word(String name, int offset) {
        return new StructField(name, "", "", offset, 4, NARROW, 0, Place.ALIGNED, ContextValue.scalar());
    }

    /** A 32-bit number of which the whole, the first byte and the first two may be loaded. */
    static StructField head(String name, int offset) {
        return new StructField(name, "", "", offset, 4, NARROW, 0, Place.HEAD, ContextValue.scalar());
    }

    /** As many bytes, which may be loaded in these sizes. */
    static StructField of(String name, int offset, int size, int reads) {
        return new StructField(name, "", "", offset, size, reads, 0, Place.ALIGNED, ContextValue.scalar());
    }

    /** A pointer, which is loaded whole; in 4 bytes where the field has no more. */
    static StructField pointer(String name, int offset, int size, ContextValue value) {
        return new StructField(name, "", "", offset, size, size, 0, Place.ALIGNED, value);
    }

    StructField since(String release) {
        return new StructField(name, release, until, offset, size, reads, writes, place, value);
    }

    StructField until(String release) {
        return new StructField(name, since, release, offset, size, reads, writes, place, value);
    }

    StructField reading(int sizes) {
        return new StructField(name, since, until, offset, size, sizes, writes, place, value);
    }

    StructField writing(int sizes) {
        return new StructField(name, since, until, offset, size, reads, sizes, place, value);
    }

    StructField giving(ContextValue given) {
        return new StructField(name, since, until, offset, size, reads, writes, place, given);
    }

    StructField unaligned() {
        return new StructField(name, since, until, offset, size, reads, writes, Place.ANYWHERE, value);
    }

    StructField overrunning() {
        return new StructField(name, since, until, offset, size, reads, writes, Place.OVERRUNNING, value);
    }

    boolean holds(int at) {
        return offset <= at && at < offset + size;
    }

    boolean isIn(KernelProfile profile) {
        return profile.release().has(since)
                && (until.isEmpty() || !profile.release().has(until));
    }

    boolean allows(int at, int bytes, boolean write) {
        return ((write ? writes : reads) & bytes) != 0
                && (place == Place.OVERRUNNING || at + bytes <= offset + size)
                && place.allows(at, at - offset, bytes);
    }
}
