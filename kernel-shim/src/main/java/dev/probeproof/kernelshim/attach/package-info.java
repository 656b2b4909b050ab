// SPDX-License-Identifier: MIT
/** One file per attach mechanism. */
@NullMarked
package dev.probeproof.kernelshim.attach;

import org.jspecify.annotations.NullMarked;
