// SPDX-License-Identifier: MIT
/**
 * What a compiler put into an object file: programs, maps, variables, types. Start with
 * {@link dev.probeproof.loader.object.ObjectReader}, then {@link dev.probeproof.loader.object.BpfObject}. Imports
 * {@code elf}, {@code btf}, {@code insn}, {@code uapi} and the vocabulary of {@code kernel}.
 */
@NullMarked
package dev.probeproof.loader.object;

import org.jspecify.annotations.NullMarked;
