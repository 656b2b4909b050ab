// SPDX-License-Identifier: MIT
/** The log of a verification in the words and the layout of the kernel release that is asked for. */
@NullMarked
package dev.probeproof.emulator.verifier.log;

import org.jspecify.annotations.NullMarked;
