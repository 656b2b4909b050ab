// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/** How a register of the caller is got back, or, for the first and the last kind, the canonical frame address (CFA). */
sealed interface FrameRule {
    /** The value of a register plus an offset. */
    record RegisterPlus(long register, long offset) implements FrameRule {}

    /** It is gone. */
    record Undefined() implements FrameRule {}

    /** The register still holds it. */
    record SameValue() implements FrameRule {}

    /** In memory at CFA + offset. */
    record InMemory(long offset) implements FrameRule {}

    /** The value CFA + offset. */
    record IsAddress(long offset) implements FrameRule {}

    /** In memory at the address that the expression computes, which starts with the CFA on its stack. */
    record InMemoryAt(Bytes expression) implements FrameRule {}

    /** What the expression computes; for registers it starts with the CFA on its stack. */
    record Computed(Bytes expression) implements FrameRule {}
}
