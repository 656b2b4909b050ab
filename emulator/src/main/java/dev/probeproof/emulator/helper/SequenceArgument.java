// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.SequenceFile;
import dev.probeproof.loader.uapi.Errno;

/** The file that an iterator writes to. */
final class SequenceArgument {
    private SequenceArgument() {}

    static long write(HelperContext context, long file, byte[] bytes, Helper helper) {
        SequenceFile open = context.world().sequenceFile();
        if (open == null || open.address() != file) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.NOT_EMULATED,
                    "not emulated: " + helper.prototype().id().functionName() + " into 0x" + Long.toHexString(file)
                            + ", which is not the seq_file of the iterator that runs");
        }
        return open.write(bytes) ? 0 : -Errno.EOVERFLOW.number();
    }
}
