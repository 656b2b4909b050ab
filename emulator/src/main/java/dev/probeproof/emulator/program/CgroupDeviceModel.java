// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.ProgramType;

/** Access to devices from a cgroup. */
final class CgroupDeviceModel implements VerifiedOnly {
    private static final FieldTable FIELDS = FieldTable.of(
            StructField.word("access_type", 0),
            StructField.of("major", 4, 4, StructField.WORD),
            StructField.of("minor", 8, 4, StructField.WORD));

    @Override
    public ProgramType type() {
        return ProgramType.CGROUP_DEVICE;
    }

    @Override
    public String summary() {
        return "device access of a cgroup; context: `struct bpf_cgroup_dev_ctx`, read-only; not emulated";
    }

    @Override
    public ContextAnswer access(ContextAccess access) {
        return FIELDS.answer(access);
    }

    @Override
    public ReturnRange returnRange(ProgramSetting setting) {
        return ReturnRange.of(0, 1);
    }

    @Override
    public boolean translatesContext() {
        return false;
    }
}
