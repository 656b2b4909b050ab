// SPDX-License-Identifier: MIT
/** What a kernel hands to a program. Start with {@link dev.probeproof.loader.event.PtRegs}. */
@NullMarked
package dev.probeproof.loader.event;

import org.jspecify.annotations.NullMarked;
