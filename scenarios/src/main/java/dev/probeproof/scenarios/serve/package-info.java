// SPDX-License-Identifier: MIT
/** The JSON-lines protocol by which other languages drive a kernel. */
@NullMarked
package dev.probeproof.scenarios.serve;

import org.jspecify.annotations.NullMarked;
