// SPDX-License-Identifier: MIT
/** Bounds-checked views of immutable bytes in either byte order. Start with {@link dev.probeproof.loader.bytes.Bytes}. */
@NullMarked
package dev.probeproof.loader.bytes;

import org.jspecify.annotations.NullMarked;
