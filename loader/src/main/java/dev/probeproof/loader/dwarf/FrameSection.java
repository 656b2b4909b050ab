// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * A section of call frame information, relocated.
 *
 * @param address where it is when loaded, which pc-relative pointers need
 * @param forExceptions {@code .eh_frame}, which differs from {@code .debug_frame} in how entries refer to each other
 */
record FrameSection(Bytes content, long address, boolean forExceptions) {}
