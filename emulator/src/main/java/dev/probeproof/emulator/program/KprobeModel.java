// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
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
}
