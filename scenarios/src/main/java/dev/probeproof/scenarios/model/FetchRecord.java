// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import dev.probeproof.scenarios.data.Datum;
import java.util.List;

/**
 * One argument that a prologue fetched: the way there and what the program was handed.
 *
 * @param expression as the definition has it
 * @param failed whether it is reported as not fetched
 * @param value what the program was handed
 * @param start where it begins: {@code di}, {@code ctx[1]}, {@code init_task}
 * @param startValue what was there
 * @param hops reads of memory in order; a hop that failed is the last
 * @param type of the value in words: {@code 32 bits, signed}; empty if it is not known
 */
public record FetchRecord(
        String name,
        String expression,
        boolean failed,
        Datum value,
        String start,
        long startValue,
        List<Hop> hops,
        String type) {
    public FetchRecord {
        hops = List.copyOf(hops);
    }

    /** Of a type that is not known. */
    public FetchRecord(
            String name,
            String expression,
            boolean failed,
            Datum value,
            String start,
            long startValue,
            List<Hop> hops) {
        this(name, expression, failed, value, start, startValue, hops, "");
    }

    /**
     * A read of memory.
     *
     * @param offset bytes that were added to the value before
     * @param user whether it is memory of user space
     * @param what lies there, as far as it is known: {@code f_path.dentry of struct file #1}
     * @param bytes what was read, in hex; empty if the read failed
     */
    public record Hop(
            long offset, long address, int sizeBytes, boolean user, boolean failed, String what, String bytes) {}
}
