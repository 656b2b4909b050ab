// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;

/** Programs that only test runs start, on a buffer of user space that they may change. */
final class SyscallModel implements ProgramTypeModel {
    private static final int BPF_F_SLEEPABLE = 1 << 4;
    private static final int MAX_CONTEXT_BYTES = 0xffff;

    private static final FieldTable BUFFER = FieldTable.of(
            StructField.of("buffer", 0, MAX_CONTEXT_BYTES, StructField.ANY).writing(StructField.ANY));
    private static final FieldTable UNALIGNED_BUFFER = BUFFER.changing(StructField::unaligned, "buffer");

    @Override
    public ProgramType type() {
        return ProgramType.SYSCALL;
    }

    @Override
    public String summary() {
        return "started by test runs only; context: a buffer of up to 65535 bytes, writable; test run";
    }

    @Override
    public Optional<String> refusal(ProgramImage image) {
        return (image.flags() & BPF_F_SLEEPABLE) != 0
                ? Optional.empty()
                : Optional.of("Syscall programs can only be sleepable");
    }

    @Override
    public boolean attachesTo(AttachPoint point) {
        return false;
    }

    @Override
    public byte[] testRunContext(TestRun.Input input) {
        return TestRunInput.contextOnly(type(), input, MAX_CONTEXT_BYTES);
    }

    @Override
    public boolean writesContext() {
        return true;
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return (access.setting().profile().has(KernelChange.MOVED_CONTEXTS) ? UNALIGNED_BUFFER : BUFFER).answer(access);
    }

    @Override
    public ContextMove contextMove(ProgramSetting setting) {
        return setting.profile().has(KernelChange.MOVED_CONTEXTS) ? ContextMove.VARIABLE : ContextMove.NONE;
    }

    @Override
    public boolean lendsContextAsMemory(ProgramSetting setting) {
        return setting.profile().has(KernelChange.MOVED_CONTEXTS);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }

    @Override
    public Optional<SettingRefusal> attachTypeRefusal(ProgramSetting setting) {
        return setting.expectedAttachType() == 0 ? Optional.empty() : Optional.of(SettingRefusal.invalid());
    }
}
