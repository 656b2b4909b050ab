// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;

/** Samples of perf events. */
final class PerfEventModel implements ProgramTypeModel {
    private static final long SAMPLE_PERIOD = 1;
    private static final long NO_ADDRESS = 0;

    @Override
    public ProgramType type() {
        return ProgramType.PERF_EVENT;
    }

    @Override
    public String summary() {
        return "perf event sample; context: `struct pt_regs`, sample period, address, read-only";
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return point instanceof AttachPoint.PerfEvent;
    }

    @Override
    public byte[] context(KprobeEvent event) {
        byte[] registers = event.registers().image();
        return ByteBuffer.allocate(registers.length + 2 * Long.BYTES)
                .order(event.registers().arch().byteOrder())
                .put(registers)
                .putLong(SAMPLE_PERIOD)
                .putLong(NO_ADDRESS)
                .array();
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return sample(access.setting()).answer(access);
    }

    private static FieldTable sample(ProgramSetting setting) {
        int numbers = 2 * Long.BYTES;
        int registers = KernelStructs.sizeOf(
                        setting, "bpf_perf_event_data", setting.arch().ptRegsBytes() + numbers)
                - numbers;
        return FieldTable.of(
                StructField.of("regs", 0, registers, StructField.DOUBLE_WORD),
                StructField.of("sample_period", registers, Long.BYTES, StructField.ANY),
                StructField.of("addr", registers + Long.BYTES, Long.BYTES, StructField.ANY));
    }
}
