// SPDX-License-Identifier: MIT
/** What several tests need: a stand-in for the kernel, and the question whether there is a real one. */
@NullMarked
package dev.probeproof.kernelshim.testing;

import org.jspecify.annotations.NullMarked;
