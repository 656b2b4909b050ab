// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;

/** Kprobes, kretprobes, uprobes and uretprobes. */
final class KprobeModel implements ProgramTypeModel {
    @Override
    public ProgramType type() {
        return ProgramType.KPROBE;
    }

    @Override
    public String summary() {
        return "kprobe, kretprobe, uprobe, uretprobe; context: `struct pt_regs`, read-only";
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return point instanceof AttachPoint.Kprobe || point instanceof AttachPoint.Uprobe;
    }

    @Override
    public byte[] context(KprobeEvent event) {
        return event.registers().image();
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return registers(access.setting()).answer(access);
    }

    private static FieldTable registers(ProgramSetting setting) {
        int size = KernelStructs.sizeOf(setting, "pt_regs", setting.arch().ptRegsBytes());
        StructField registers = StructField.of("pt_regs", 0, size, StructField.ANY);
        return FieldTable.of(
                setting.profile().has(KernelChange.WRITABLE_REGISTERS)
                        ? registers.writing(StructField.ANY)
                        : registers);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }

    /** Sessions say whether they want the return as well. */
    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        boolean session = setting.attachesAs(AttachType.TRACE_KPROBE_SESSION)
                        && setting.profile().has(KernelChange.KPROBE_SESSIONS)
                || setting.attachesAs(AttachType.TRACE_UPROBE_SESSION)
                        && setting.profile().has(KernelChange.UPROBE_SESSIONS);
        return session ? ReturnRange.of(0, 1) : ReturnRange.unbounded();
    }
}
