// SPDX-License-Identifier: MIT
/** The interface of a kernel and its vocabulary. Start with {@link dev.probeproof.loader.kernel.KernelBackend}. */
@NullMarked
package dev.probeproof.loader.kernel;

import org.jspecify.annotations.NullMarked;
