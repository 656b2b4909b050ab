// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.world.SentSignal;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;

/** {@code bpf_send_signal_thread}: sends a signal to the current thread: the world keeps it. */
final class SendSignalThread implements Helper {
    /** {@code _NSIG}. */
    private static final int MAX_SIGNAL = 64;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.SEND_SIGNAL_THREAD).arguments(ANYTHING);
    }

    @Override
    public long call(HelperContext context, long signal, long unused2, long unused3, long unused4, long unused5) {
        if (Integer.compareUnsigned((int) signal, MAX_SIGNAL) > 0) {
            return -Errno.EINVAL.number();
        }
        context.world().send(new SentSignal(context.world().task(), (int) signal, true));
        return 0;
    }
}
