// SPDX-License-Identifier: MIT
/** The files a user names: read whole, bounded, with one kind of refusal. Start with {@code InputFile}. */
@NullMarked
package dev.probeproof.scenarios.input;

import org.jspecify.annotations.NullMarked;
