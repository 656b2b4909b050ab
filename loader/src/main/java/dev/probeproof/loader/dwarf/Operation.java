// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One operation of an expression.
 *
 * @param at byte offset of its operator
 * @param end byte offset of the next one
 * @param code the operator
 * @param name {@code DW_OP_…}
 * @param first operand, 0 if there is none
 * @param second operand, 0 if there is none
 * @param block operand of several bytes
 */
record Operation(long at, long end, int code, String name, long first, long second, @Nullable Bytes block) {
    Bytes requiredBlock() {
        if (block == null) {
            throw new IllegalStateException(name + " has no block");
        }
        return block;
    }
}
