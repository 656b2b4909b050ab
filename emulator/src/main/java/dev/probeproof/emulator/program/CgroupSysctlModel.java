// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

/** Access to sysctls from a cgroup. */
final class CgroupSysctlModel implements VerifiedOnly {
    private static final FieldTable FIELDS = FieldTable.of(
            StructField.word("write", 0), StructField.word("file_pos", 4).writing(StructField.WORD));

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_SYSCTL;
    }

    @Override
    public String summary() {
        return "sysctls of a cgroup; context: `struct bpf_sysctl`; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }
}
