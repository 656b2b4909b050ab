// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;

/** {@code bpf_tail_call}: goes on in another program; returns only if there is none, or after 33 of them. */
final class TailCall implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.TAIL_CALL)
                .arguments(CONTEXT, MAP, ANYTHING)
                .returning(ReturnKind.VOID);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long map, long index, long unused4, long unused5) {
        boolean done = context.tailCall(MapArgument.programArray(context.map(map), this), index & 0xffff_ffffL);
        return done ? 0 : -Errno.ENOENT.number();
    }
}
