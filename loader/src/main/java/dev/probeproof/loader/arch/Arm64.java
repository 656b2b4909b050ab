// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import static dev.probeproof.loader.arch.RegisterTable.NO_DWARF;

/** arm64: AAPCS64. perf says {@code lr} where the kernel accepts {@code x30} as well. */
final class Arm64 {
    private Arm64() {}

    static Arch describe() {
        RegisterTable.Builder slots = new RegisterTable.Builder();
        for (int n = 0; n < 30; n++) {
            List<String> aliases = n == 29 ? List.of("fp") : List.of();
            slots.slot("x" + n, 8 * n, n, "regs[" + n + "]", aliases);
        }
        RegisterTable table = slots.slot("lr", 240, 30, "regs[30]", List.of("x30"))
                .slot("sp", 248, 31)
                .slot("pc", 256, NO_DWARF)
                .slot("pstate", 264, NO_DWARF)
                .slot("orig_x0", 272, NO_DWARF)
                .build();
        // A large result is written through x8, which is no argument register.
        CallingConvention convention = new CallingConvention.Builder(
                        table.all("x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"), table.all("x0", "x1"))
                .pairsStartEven()
                .overflow(CallingConvention.Overflow.ALL_LATER_TO_STACK)
                .hiddenResult(CallingConvention.HiddenResult.NEVER_AN_ARGUMENT)
                .build();
        return new TabledArch(
                "arm64",
                ByteOrder.LITTLE_ENDIAN,
                table,
                convention,
                table.all("x0", "x1", "x2", "x3", "x4", "x5"),
                Optional.of(table.get("x8")),
                NarrowRule.UNDEFINED,
                false,
                table.get("x0"),
                table.get("sp"),
                table.get("x29"),
                table.get("pc"));
    }
}
