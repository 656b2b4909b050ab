// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.ArgumentPlace;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArgument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link PathExpression} leads on one kernel: the register or stack slot it starts from, the memory accesses, and
 * what lies at the end.
 *
 * @param parameterIndex which parameter it starts from, from 0, or {@link #RETURN_VALUE}, or {@link #VARIABLE}
 * @param place where that value lies at the probe; null if the path starts at no parameter and no result, or if a value
 *     had to be computed on the way: then the fetch says it all
 * @param byValueStruct this parameter or an earlier one is a struct by value
 * @param hops memory accesses in order, without the one that reads a value from the stack: the first at (value + offset),
 *     each next one at (pointer just read + offset). Empty: the value itself
 * @param leaf what is there
 * @param type its C type, typedefs resolved
 * @param fetch the same as instructions for the generator
 */
public record ResolvedPath(
        PathExpression expression,
        int parameterIndex,
        @Nullable ArgumentPlace place,
        boolean byValueStruct,
        List<Hop> hops,
        PathLeaf leaf,
        String type,
        FetchArgument.Fetch fetch) {
    /** The {@link #parameterIndex} of {@code $retval}. */
    public static final int RETURN_VALUE = -1;

    /** The {@link #parameterIndex} of a variable of the kernel. */
    public static final int VARIABLE = -2;

    public ResolvedPath {
        hops = List.copyOf(hops);
    }

    /**
     * One memory access.
     *
     * @param offset bytes from the pointer it follows
     * @param path the part of the expression that it covers, such as {@code f_path.dentry}; empty for the access that
     *     reads text behind a pointer
     */
    public record Hop(long offset, String path, AddressSpaceKind space) {}
}
