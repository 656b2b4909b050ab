// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.btf.Btf;

/**
 * A module of a kernel with types of its own.
 *
 * @param name as {@code lsmod} shows it
 * @param btf split BTF: ids and strings continue those of the kernel it belongs to
 */
public record KernelModule(String name, Btf btf) {}
