// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

/** {@code bpf_read_branch_records}: {@code -ENOENT}, as for samples that were taken without branches. */
final class ReadBranchRecords implements Helper {
    @Override
    public HelperPrototype prototype() {
        return TracingPrototypes.find(HelperId.READ_BRANCH_RECORDS);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long buffer, long size, long flags, long unused5) {
        // BPF_F_GET_BRANCH_RECORDS_SIZE is the only flag.
        return (flags & ~1L) != 0 ? -Errno.EINVAL.number() : -Errno.ENOENT.number();
    }
}
