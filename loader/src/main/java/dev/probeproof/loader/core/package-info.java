// SPDX-License-Identifier: MIT
/** CO-RE: the questions that an object asks about a kernel's types, and the code that the answers are written into. */
@NullMarked
package dev.probeproof.loader.core;

import org.jspecify.annotations.NullMarked;
