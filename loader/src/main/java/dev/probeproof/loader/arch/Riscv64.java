// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import static dev.probeproof.loader.arch.RegisterTable.NO_DWARF;

/**
 * riscv64: the lp64 psABI. A slot is at 8 times the DWARF number; slot 0 is the pc. (perf up to 6.1 took the DWARF
 * number itself for the offset, so {@code a0} was read at byte 10.)
 */
final class Riscv64 {
    private static final List<String> NAMES = List.of(
            "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2",
            "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private Riscv64() {}

    static Arch describe() {
        RegisterTable.Builder slots = new RegisterTable.Builder().slot("epc", 0, NO_DWARF, "pc");
        for (int n = 1; n <= NAMES.size(); n++) {
            String name = NAMES.get(n - 1);
            slots.slot(name, 8 * n, n, name, name.equals("s0") ? List.of("fp") : List.of());
        }
        RegisterTable table = slots.slot("status", 256, NO_DWARF)
                .slot("badaddr", 264, NO_DWARF)
                .slot("cause", 272, NO_DWARF)
                .slot("orig_a0", 280, NO_DWARF)
                .build();
        CallingConvention convention = new CallingConvention.Builder(
                        table.all("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"), table.all("a0", "a1"))
                .build();
        return new TabledArch(
                "riscv64",
                ByteOrder.LITTLE_ENDIAN,
                table,
                convention,
                table.all("orig_a0", "a1", "a2", "a3", "a4", "a5"),
                Optional.of(table.get("a7")),
                NarrowRule.SIGN_EXTENDED,
                false,
                table.get("a0"),
                table.get("sp"),
                table.get("s0"),
                table.get("epc"));
    }
}
