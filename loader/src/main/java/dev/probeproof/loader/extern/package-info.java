// SPDX-License-Identifier: MIT
/** Externs: configuration values, symbols and functions of a kernel that an object uses, looked up in that kernel. */
@NullMarked
package dev.probeproof.loader.extern;

import org.jspecify.annotations.NullMarked;
