// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches one run of an instance: what the body was handed, and every probe read that led there. */
final class Observation implements ExecutionListener {
    private final int bodySlot;
    private final int structBytes;
    private final AddressSpace memory;
    private final List<ProbeRead> reads = new ArrayList<>();
    private long @Nullable [] registers;
    private byte @Nullable [] struct;

    /** A call of one of the probe read helpers. */
    record ProbeRead(HelperId helper, int sizeBytes, long address, long result) {}

    /**
     * @param bodySlot the first slot of the body
     * @param structBytes size of the argument struct, 0 if arguments are in registers
     * @param memory kernel memory of the run
     */
    Observation(int bodySlot, int structBytes, AddressSpace memory) {
        this.bodySlot = bodySlot;
        this.structBytes = structBytes;
        this.memory = memory;
    }

    @Override
    public void instruction(int slot, long[] current) {
        if (slot != bodySlot || registers != null) {
            return;
        }
        registers = current.clone();
        if (structBytes > 0) {
            Region region = memory.find(current[3], structBytes);
            if (region != null) {
                struct = new byte[structBytes];
                System.arraycopy(region.bytes(), (int) (current[3] - region.base()), struct, 0, structBytes);
            }
        }
    }

    @Override
    public void helperReturned(int slot, HelperId helper, long[] arguments, long result) {
        if (slot >= bodySlot) {
            return;
        }
        switch (helper) {
            case PROBE_READ,
                    PROBE_READ_STR,
                    PROBE_READ_KERNEL,
                    PROBE_READ_KERNEL_STR,
                    PROBE_READ_USER,
                    PROBE_READ_USER_STR -> reads.add(new ProbeRead(helper, (int) arguments[1], arguments[2], result));
            default -> {
                // Other helpers of a prologue (the task's name) read no memory that the check set up.
            }
        }
    }

    /** r0 to r10 at the first instruction of the body; null if it was never reached. */
    long @Nullable [] registers() {
        return registers;
    }

    /** The argument struct at that moment; null if there is none or r3 does not point to one. */
    byte @Nullable [] struct() {
        return struct;
    }

    List<ProbeRead> reads() {
        return reads;
    }
}
