// SPDX-License-Identifier: MIT
/** Types of kernels and objects: read, extend, print as C. Start with {@link dev.probeproof.loader.btf.Btf}. */
@NullMarked
package dev.probeproof.loader.btf;

import org.jspecify.annotations.NullMarked;
