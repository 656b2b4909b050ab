// SPDX-License-Identifier: MIT
/** The door to the kernel: buffers and errno in and out. The only package that imports JNA. */
@NullMarked
package dev.probeproof.kernelshim.sys;

import org.jspecify.annotations.NullMarked;
