// SPDX-License-Identifier: MIT
/** Ring and perf buffers over mapped memory. */
@NullMarked
package dev.probeproof.kernelshim.stream;

import org.jspecify.annotations.NullMarked;
