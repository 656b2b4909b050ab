// SPDX-License-Identifier: MIT
/** What verification found out about a program, for engines to rely on. Start with {@link ProgramProof}. */
@NullMarked
package dev.probeproof.emulator.proof;

import org.jspecify.annotations.NullMarked;
