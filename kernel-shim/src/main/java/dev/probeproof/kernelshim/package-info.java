// SPDX-License-Identifier: MIT
/** The real kernel behind the interface of the loader. Start with {@code NativeKernel}. */
@NullMarked
package dev.probeproof.kernelshim;

import org.jspecify.annotations.NullMarked;
