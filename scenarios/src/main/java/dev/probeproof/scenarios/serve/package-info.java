// SPDX-License-Identifier: MIT
/**
 * The JSON-lines protocol by which other languages drive a kernel; {@code docs/serve.md} describes it. Start with
 * {@link dev.probeproof.scenarios.serve.Serve}.
 */
@NullMarked
package dev.probeproof.scenarios.serve;

import org.jspecify.annotations.NullMarked;
