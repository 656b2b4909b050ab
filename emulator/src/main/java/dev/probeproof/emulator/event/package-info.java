// SPDX-License-Identifier: MIT
/** What happens in a kernel, from names and types: arguments as registers and words, records of tracepoints. */
@NullMarked
package dev.probeproof.emulator.event;

import org.jspecify.annotations.NullMarked;
