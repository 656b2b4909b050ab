// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.event.Registers;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.AttachPoint;
import java.nio.ByteBuffer;
import java.util.List;

/** A sample of a perf event: what is attached to perf events runs, those of other processes and CPUs apart. */
public final class Sample extends KernelEvent<Sample> {
    private final Registers registers;
    private long period = 1;
    private long address;

    Sample(Happenings happenings) {
        super(happenings);
        this.registers = new Registers(kernel().target().arch());
    }

    @Override
    Sample self() {
        return this;
    }

    /** A register of what was interrupted. */
    public Sample register(String name, long value) {
        registers.set(name, value);
        return this;
    }

    /** How many events the sample stands for; 1 unless said otherwise. */
    public Sample period(long events) {
        period = events;
        return this;
    }

    /** The address of the data that was touched, for events that have one; else 0. */
    public Sample address(long ofData) {
        address = ofData;
        return this;
    }

    /** Runs perf_event programs, in the order of their attachment. */
    public List<ProgramRun> fire() {
        byte[] image = registers.apply(PtRegs.zero(kernel().target().arch())).image();
        byte[] context = ByteBuffer.allocate(image.length + 2 * Long.BYTES)
                .order(kernel().target().arch().byteOrder())
                .put(image)
                .putLong(period)
                .putLong(address)
                .array();
        int process = task().tgid();
        int on = cpu();
        List<EmulatedLink> links = happenings()
                .at(point -> point instanceof AttachPoint.PerfEvent event
                        && (event.pid() == -1 || event.pid() == process)
                        && (event.cpu() == -1 || event.cpu() == on));
        return run(links, new Position(0, kernelCallers()), link -> context.clone());
    }
}
