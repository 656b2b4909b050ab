// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;

/**
 * Says where a location expression (DWARF 2 to 5, with GNU's extensions) puts a variable, in terms of a probe's registers and
 * memory.
 *
 * <p>{@code DW_OP_breg7 16; DW_OP_deref; DW_OP_plus_uconst 8} becomes "in memory at [sp + 16] + 8". What no fetch can compute
 * is {@link VariableLocation.Unavailable}, with the reason; a part that is does not spoil the other parts.
 */
final class LocationEvaluator {
    private LocationEvaluator() {}

    /**
     * @param expression in the byte order of its file; empty if the compiler kept no value
     * @throws DwarfException if the expression is cut off or means nothing
     */
    static VariableLocation evaluate(Bytes expression, ExpressionContext context) {
        return new ExpressionRun(context, ExpressionRun.Moment.NOW).locate(expression);
    }
}
