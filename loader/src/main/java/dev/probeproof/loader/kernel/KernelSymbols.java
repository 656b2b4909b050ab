// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import java.util.OptionalLong;

/** Addresses of kernel symbols, as {@code /proc/kallsyms} has them. */
@FunctionalInterface
public interface KernelSymbols {
    KernelSymbols NONE = name -> OptionalLong.empty();

    /** The address of a symbol, if the kernel has exactly one of that name. */
    OptionalLong address(String name);
}
