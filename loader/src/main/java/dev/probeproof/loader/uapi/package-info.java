// SPDX-License-Identifier: MIT
/** The numbers and names of {@code linux/bpf.h}, as the kernel and bpftool print them. */
@NullMarked
package dev.probeproof.loader.uapi;

import org.jspecify.annotations.NullMarked;
