// SPDX-License-Identifier: MIT
package dev.probeproof.loader.fetch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one argument is fetched: a base, memory accesses in order, a leaf. The one tree that every parser produces and
 * every generator consumes; {@link Fetch} without the name decides which probe points share an instance.
 *
 * @param name what the argument is called
 * @param expression the text it came from, for messages
 * @param display how it is shown to people
 */
public record FetchArgument(String name, String expression, Fetch fetch, Display display) {

    /** An argument that is shown in the way of its type. */
    public FetchArgument(String name, String expression, Fetch fetch) {
        this(name, expression, fetch, Display.PLAIN);
    }

    /** The part that decides the generated instructions. */
    public record Fetch(FetchBase base, List<Deref> derefs, FetchLeaf leaf) {
        public Fetch {
            derefs = List.copyOf(derefs);
        }

        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fetch that
                    && base.equals(that.base)
                    && derefs.equals(that.derefs)
                    && leaf.equals(that.leaf);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * base.hashCode() + derefs.hashCode()) + leaf.hashCode();
        }
    }
}
