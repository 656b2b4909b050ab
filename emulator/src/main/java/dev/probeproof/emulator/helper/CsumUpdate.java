// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;

/** {@code bpf_csum_update}: corrects the checksum that a device took; packets of test runs have none. */
final class CsumUpdate implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.CSUM_UPDATE).arguments(CONTEXT, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long checksum, long unused3, long unused4, long unused5) {
        PacketArgument.required(context, this);
        return -Errno.ENOTSUPP.number();
    }
}
