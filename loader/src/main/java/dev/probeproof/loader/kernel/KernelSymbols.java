// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.OptionalLong;

/** Addresses of kernel symbols, as {@code /proc/kallsyms} has them. */
@FunctionalInterface
public interface KernelSymbols {
    /** Nothing is known: every symbol may exist, anywhere. */
    KernelSymbols NONE = new KernelSymbols() {
        @Override
        public OptionalLong address(String name) {
            return OptionalLong.empty();
        }

        @Override
        public boolean isKnown() {
            return false;
        }
    };

    /** The address of a symbol, if the kernel has exactly one of that name. */
    OptionalLong address(String name);

    /** False if nothing is known of this kernel's symbols, so that absence means nothing. */
    default boolean isKnown() {
        return true;
    }
}
