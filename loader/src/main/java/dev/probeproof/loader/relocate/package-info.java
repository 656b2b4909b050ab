// SPDX-License-Identifier: MIT
/** Makes an object fit a kernel. Start with {@code Relocator}. */
@NullMarked
package dev.probeproof.loader.relocate;

import org.jspecify.annotations.NullMarked;
