// SPDX-License-Identifier: MIT
/**
 * The door to the kernel: buffers and errno in and out. Start with {@link dev.probeproof.kernelshim.sys.Syscalls}; its
 * one implementation over the real kernel is the only class that imports JNA.
 */
@NullMarked
package dev.probeproof.kernelshim.sys;

import org.jspecify.annotations.NullMarked;
