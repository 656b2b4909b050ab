// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

import static dev.probeproof.loader.arch.RegisterTable.NO_DWARF;

/**
 * ppc64le: the ELFv2 ABI. Every argument has a home on the stack, also those in registers. The DWARF numbers above 31 are
 * perf's, from the older 1.9 ABI text; ELFv2 compilers may number lr and ctr otherwise.
 */
final class Ppc64le {
    private Ppc64le() {}

    static Arch describe() {
        RegisterTable.Builder slots = new RegisterTable.Builder();
        for (int n = 0; n < 32; n++) {
            List<String> aliases = n == 1 ? List.of("r1", "sp") : List.of("r" + n);
            slots.slot("gpr" + n, 8 * n, n, "gpr[" + n + "]", aliases);
        }
        RegisterTable table = slots.slot("nip", 256, NO_DWARF, "pc")
                .slot("msr", 264, 66)
                .slot("orig_gpr3", 272, NO_DWARF)
                .slot("ctr", 280, 109)
                .slot("link", 288, 108, "lr")
                .slot("xer", 296, 101)
                .slot("ccr", 304, NO_DWARF)
                .slot("softe", 312, NO_DWARF)
                .slot("trap", 320, NO_DWARF)
                .slot("dar", 328, 119)
                .slot("dsisr", 336, 118)
                .slot("result", 344, NO_DWARF)
                .build();
        CallingConvention convention = new CallingConvention.Builder(
                        table.all("gpr3", "gpr4", "gpr5", "gpr6", "gpr7", "gpr8", "gpr9", "gpr10"),
                        table.all("gpr3", "gpr4"))
                .stackStart(32)
                .stackMirrorsRegisters()
                .largestInRegisters(Integer.MAX_VALUE)
                .build();
        return new TabledArch(
                "ppc64le",
                ByteOrder.LITTLE_ENDIAN,
                table,
                convention,
                table.all("orig_gpr3", "gpr4", "gpr5", "gpr6", "gpr7", "gpr8"),
                Optional.of(table.get("gpr0")),
                NarrowRule.EXTENDED_BY_TYPE,
                false,
                table.get("gpr3"),
                table.get("gpr1"),
                table.get("gpr31"),
                table.get("nip"));
    }
}
