// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.Collection;
import java.util.List;
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

    /** True if the kernel has several symbols of that name, so that {@link #address} cannot tell which is meant. */
    default boolean isAmbiguous(String name) {
        return false;
    }

    /** Every name, for messages about a name that is not there; empty if they cannot be listed. */
    default Collection<String> names() {
        return List.of();
    }

    /**
     * True if the kernel is known to take no kprobes in a function, because a kprobe runs through it ({@code
     * /sys/kernel/debug/kprobes/blacklist}).
     */
    default boolean forbidsProbes(String function) {
        return false;
    }

    /** False if nothing is known of this kernel's symbols, so that absence means nothing. */
    default boolean isKnown() {
        return true;
    }
}
