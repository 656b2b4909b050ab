// SPDX-License-Identifier: MIT
/** The facade: load an object into a kernel. Start with {@code BpfLoader}. */
@NullMarked
package dev.probeproof.loader;

import org.jspecify.annotations.NullMarked;
