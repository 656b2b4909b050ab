// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY_OR_NULL;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/** {@code bpf_csum_diff}: what a checksum changes by when bytes are replaced; folded to 16 bits, as since Linux 6.13. */
final class CsumDiff implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.CSUM_DIFF)
                .takingPackets()
                .arguments(READ_ONLY_MEMORY_OR_NULL, SIZE_OR_ZERO, READ_ONLY_MEMORY_OR_NULL, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long from, long fromSize, long to, long toSize, long seed) {
        InternetChecksum sum =
                InternetChecksum.startingAt(seed, context.kernelMemory().order());
        if ((int) toSize != 0) {
            sum = sum.plus(ProgramMemory.read(context, to, toSize));
        }
        if ((int) fromSize != 0) {
            byte[] replaced = ProgramMemory.read(context, from, fromSize);
            sum = (int) toSize != 0 ? sum.less(replaced) : sum.minus(replaced);
        }
        return sum.folded();
    }
}
