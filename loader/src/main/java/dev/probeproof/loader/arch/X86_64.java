// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

import java.nio.ByteOrder;
import java.util.Optional;

import static dev.probeproof.loader.arch.RegisterTable.NO_DWARF;

/** x86-64: System V psABI. The other names are those of the CPU manual and of user-space {@code pt_regs}. */
final class X86_64 {
    private X86_64() {}

    static Arch describe() {
        RegisterTable table = new RegisterTable.Builder()
                .slot("r15", 0, 15)
                .slot("r14", 8, 14)
                .slot("r13", 16, 13)
                .slot("r12", 24, 12)
                .slot("bp", 32, 6, "rbp")
                .slot("bx", 40, 3, "rbx")
                .slot("r11", 48, 11)
                .slot("r10", 56, 10)
                .slot("r9", 64, 9)
                .slot("r8", 72, 8)
                .slot("ax", 80, 0, "rax")
                .slot("cx", 88, 2, "rcx")
                .slot("dx", 96, 1, "rdx")
                .slot("si", 104, 4, "rsi")
                .slot("di", 112, 5, "rdi")
                .slot("orig_ax", 120, NO_DWARF, "orig_rax")
                .slot("ip", 128, NO_DWARF, "rip")
                .slot("cs", 136, NO_DWARF)
                .slot("flags", 144, NO_DWARF, "eflags")
                .slot("sp", 152, 7, "rsp")
                .slot("ss", 160, NO_DWARF)
                .build();
        CallingConvention convention = new CallingConvention.Builder(
                        table.all("di", "si", "dx", "cx", "r8", "r9"), table.all("ax", "dx"))
                .stackStart(8)
                .packedToStack()
                .large(CallingConvention.LargeAggregate.COPIED_TO_STACK)
                .overflow(CallingConvention.Overflow.ONLY_IT_TO_STACK)
                .returnsHiddenPointer()
                .build();
        return new TabledArch(
                "x86_64",
                ByteOrder.LITTLE_ENDIAN,
                table,
                convention,
                table.all("di", "si", "dx", "r10", "r8", "r9"),
                Optional.of(table.get("orig_ax")),
                NarrowRule.UNDEFINED,
                true,
                table.get("ax"),
                table.get("sp"),
                table.get("bp"),
                table.get("ip"));
    }
}
