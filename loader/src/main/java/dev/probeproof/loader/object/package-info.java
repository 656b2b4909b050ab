// SPDX-License-Identifier: MIT
/** What a compiler put into the file. Start with {@code ObjectReader}. */
@NullMarked
package dev.probeproof.loader.object;

import org.jspecify.annotations.NullMarked;
