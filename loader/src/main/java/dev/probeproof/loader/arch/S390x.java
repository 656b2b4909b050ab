// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import static dev.probeproof.loader.arch.RegisterTable.NO_DWARF;

/** s390x, big-endian: the ELF psABI of the architecture. Every struct result goes through a hidden first argument. */
final class S390x {
    private S390x() {}

    static Arch describe() {
        RegisterTable.Builder slots = new RegisterTable.Builder()
                .slot("pswm", 8, NO_DWARF, "psw.mask", List.of("psw.mask"))
                .slot("pswa", 16, NO_DWARF, "psw.addr", List.of("psw.addr", "pc"));
        for (int n = 0; n < 16; n++) {
            slots.slot("r" + n, 24 + 8 * n, n, "gprs[" + n + "]", n == 15 ? List.of("sp") : List.of());
        }
        RegisterTable table = slots.slot("orig_gpr2", 152, NO_DWARF).build();
        CallingConvention convention = new CallingConvention.Builder(
                        table.all("r2", "r3", "r4", "r5", "r6"), table.all("r2"))
                .stackStart(160)
                .powersOfTwoOnly()
                .hiddenResult(CallingConvention.HiddenResult.EVERY_AGGREGATE)
                .build();
        return new TabledArch(
                "s390x",
                ByteOrder.BIG_ENDIAN,
                table,
                convention,
                table.all("orig_gpr2", "r3", "r4", "r5", "r6", "r7"),
                Optional.empty(),
                NarrowRule.EXTENDED_BY_TYPE,
                false,
                table.get("r2"),
                table.get("r15"),
                table.get("r11"),
                table.get("pswa"));
    }
}
