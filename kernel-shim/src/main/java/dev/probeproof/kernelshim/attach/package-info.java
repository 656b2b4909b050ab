// SPDX-License-Identifier: MIT
/** One file per attach mechanism. Start with {@link dev.probeproof.kernelshim.attach.AttachMechanisms}. */
@NullMarked
package dev.probeproof.kernelshim.attach;

import org.jspecify.annotations.NullMarked;
