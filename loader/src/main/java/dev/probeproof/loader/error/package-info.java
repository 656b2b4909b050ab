// SPDX-License-Identifier: MIT
/** The root of our exceptions. Imports the JDK only. */
@NullMarked
package dev.probeproof.loader.error;

import org.jspecify.annotations.NullMarked;
