// SPDX-License-Identifier: MIT

/**
 * Lambdas as ordinary classes, for JVMs that take long to link the others. Start with {@link
 * dev.probeproof.scenarios.archive.PlainJar}.
 */
@NullMarked
package dev.probeproof.scenarios.archive;

import org.jspecify.annotations.NullMarked;
