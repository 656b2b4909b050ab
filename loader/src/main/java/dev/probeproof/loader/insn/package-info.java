// SPDX-License-Identifier: MIT
/** The instruction set of RFC 9669: decode, encode, print, assemble. Start with {@link dev.probeproof.loader.insn.Instructions}. */
@NullMarked
package dev.probeproof.loader.insn;

import org.jspecify.annotations.NullMarked;
