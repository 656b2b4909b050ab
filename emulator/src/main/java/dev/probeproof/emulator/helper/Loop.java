// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CALLBACK;
import static dev.probeproof.emulator.helper.ArgumentKind.STACK_OR_NULL;

/** {@code bpf_loop}: calls a function of the program up to 8 million times; returns how often it did. */
final class Loop implements Helper {
    private static final long MAX_LOOPS = 1 << 23;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.LOOP).arguments(ANYTHING, CALLBACK, STACK_OR_NULL, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long count, long callback, long callbackContext, long flags, long unused5) {
        if (flags != 0) {
            return -Errno.EINVAL.number();
        }
        // All 64 bits count, though the helper is declared with 32: a kernel compiles the loop into the program.
        if (Long.compareUnsigned(count, MAX_LOOPS) > 0) {
            return -Errno.E2BIG.number();
        }
        for (long index = 0; index < count; index++) {
            if (context.callFunction(callback, index, callbackContext, 0, 0, 0) != 0) {
                return index + 1;
            }
        }
        return count;
    }
}
