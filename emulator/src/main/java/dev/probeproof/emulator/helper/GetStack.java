// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.StackTraceMap;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteBuffer;
import java.util.List;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;
import static dev.probeproof.emulator.helper.ArgumentKind.UNINITIALIZED_MEMORY;

/** {@code bpf_get_stack}: copies a stack trace and returns its size in bytes; the stack is that of the event. */
final class GetStack implements Helper {
    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.GET_STACK)
                .onlyGpl()
                .arguments(CONTEXT, UNINITIALIZED_MEMORY, SIZE_OR_ZERO, ANYTHING);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long buffer, long size, long flags, long unused5) {
        return copy(context, buffer, size, flags);
    }

    /** Copies the stack of the event under way. */
    static long copy(HelperContext context, long buffer, long size, long flags) {
        Window target = ProgramMemory.writable(context, buffer, size);
        target.zero();
        StackTraceFlags wanted = new StackTraceFlags(flags);
        if (!wanted.areValidForCopy() || target.length() % Long.BYTES != 0) {
            return -Errno.EINVAL.number();
        }
        if (wanted.wantsBuildIds()) {
            throw new ExecutionFault(ExecutionFault.Kind.NOT_EMULATED, "not emulated: stack traces by build id");
        }
        List<Long> whole = wanted.select(context.world().event(), StackTraceMap.MAX_DEPTH);
        if (whole.isEmpty()) {
            return -Errno.EFAULT.number();
        }
        ByteBuffer bytes = ByteBuffer.wrap(target.array(), target.start(), target.length())
                .order(context.kernelMemory().order());
        List<Long> copied = whole.subList(0, Math.min(whole.size(), target.length() / Long.BYTES));
        copied.forEach(bytes::putLong);
        return (long) copied.size() * Long.BYTES;
    }
}
