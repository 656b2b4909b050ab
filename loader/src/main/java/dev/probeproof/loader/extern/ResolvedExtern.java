// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.object.Extern;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a kernel has for an extern. */
public sealed interface ResolvedExtern {
    Extern extern();

    /** A configuration value: its place in the map of all of them. */
    record Value(Extern extern, String map, int offset) implements ResolvedExtern {}

    /** The address of a symbol; 0 where the kernel's symbols are not known. */
    record Address(Extern extern, long address) implements ResolvedExtern {}

    /**
     * A variable or function by its id in the types of the kernel, or of a module.
     *
     * @param module empty for the kernel itself
     */
    record Typed(Extern extern, String module, int btfId) implements ResolvedExtern {}

    /**
     * A weak one that the kernel lacks.
     *
     * @param index its number among the externs of the object
     */
    record Missing(Extern extern, int index) implements ResolvedExtern {}

    /** One that nothing can stand for: whoever needs it is refused. */
    final class Refused implements ResolvedExtern {
        private final Extern extern;
        private final String problem;
        private final Supplier<List<String>> nearest;
        private @Nullable String told;

        /**
         * @param problem what is wrong, as a sentence without the place
         * @param nearest names that may have been meant; found only when somebody is told, for it takes a while
         */
        Refused(Extern extern, String problem, Supplier<List<String>> nearest) {
            this.extern = extern;
            this.problem = problem;
            this.nearest = nearest;
        }

        @Override
        public Extern extern() {
            return extern;
        }

        String problem() {
            if (told == null) {
                told = problem + Nearest.suffix(nearest.get());
            }
            return told;
        }
    }
}
