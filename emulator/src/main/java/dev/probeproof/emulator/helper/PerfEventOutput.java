// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.PerfEventArrayMap;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Arrays;

import static dev.probeproof.emulator.helper.ArgumentKind.ANYTHING;
import static dev.probeproof.emulator.helper.ArgumentKind.CONTEXT;
import static dev.probeproof.emulator.helper.ArgumentKind.MAP;
import static dev.probeproof.emulator.helper.ArgumentKind.READ_ONLY_MEMORY;
import static dev.probeproof.emulator.helper.ArgumentKind.SIZE_OR_ZERO;

/**
 * {@code bpf_perf_event_output}: writes a sample to the perf buffer of a CPU; programs that run on a packet may ask for its
 * first bytes behind it.
 */
final class PerfEventOutput implements Helper {
    /** {@code BPF_F_INDEX_MASK}. */
    private static final long INDEX = 0xffff_ffffL;

    /** {@code BPF_F_CTXLEN_MASK}. */
    private static final long PACKET_LENGTH = 0xfffffL << 32;

    private static final int PACKET_LENGTH_SHIFT = 32;

    @Override
    public HelperPrototype prototype() {
        return HelperPrototype.of(HelperId.PERF_EVENT_OUTPUT)
                .onlyGpl()
                .arguments(CONTEXT, MAP, ANYTHING, READ_ONLY_MEMORY, SIZE_OR_ZERO);
    }

    @Override
    public long call(HelperContext context, long contextPointer, long map, long flags, long data, long size) {
        byte[] sample = ProgramMemory.read(context, data, size);
        PerfEventArrayMap buffers = MapArgument.perfEventArray(context.map(map), this);
        RunPacket packet = context.packet();
        if (packet == null || (flags & ~(PACKET_LENGTH | INDEX)) != 0) {
            return buffers.output(flags, sample);
        }
        byte[] head = packet.load(0, (int) (flags >>> PACKET_LENGTH_SHIFT));
        if (head == null) {
            return -Errno.EFAULT.number();
        }
        byte[] whole = Arrays.copyOf(sample, sample.length + head.length);
        System.arraycopy(head, 0, whole, sample.length, head.length);
        return buffers.output(flags & INDEX, whole);
    }
}
