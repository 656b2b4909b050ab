// SPDX-License-Identifier: MIT
/** What this machine's kernel is and can do. Start with {@link dev.probeproof.kernelshim.target.RunningKernel}. */
@NullMarked
package dev.probeproof.kernelshim.target;

import org.jspecify.annotations.NullMarked;
