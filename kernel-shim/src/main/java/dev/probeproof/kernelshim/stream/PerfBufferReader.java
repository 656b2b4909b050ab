// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.stream;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PerfEventAttribute;
import dev.probeproof.kernelshim.sys.Syscalls;
import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The consumer of a perf event array: one {@link CpuBuffer} for each CPU, whose perf event is stored under the CPU's
 * number in the map. Records of one CPU arrive in their order; between CPUs there is none.
 *
 * <p>A record is what the program wrote and up to seven bytes of padding, which the kernel does not tell apart.
 */
public final class PerfBufferReader implements RecordSource {
    /** Data pages of a CPU, a power of two. */
    private static final int PAGES = 64;

    private final List<CpuBuffer> buffers;

    private PerfBufferReader(List<CpuBuffer> buffers) {
        this.buffers = buffers;
    }

    /**
     * Opens a buffer for each CPU and stores their events in the map.
     *
     * @param map the map's name, for messages
     * @param mapFd of the map; the stream keeps a descriptor of its own
     * @param cpus numbers of the CPUs; those that went offline meanwhile are left out
     * @param owner closes the stream when it closes
     */
    public static EventStream open(Bpf bpf, String map, Fd mapFd, List<Integer> cpus, OpenResources owner) {
        String name = "perf buffer '" + map + "'";
        OpenResources resources = new OpenResources();
        try {
            Fd fd = resources.add(mapFd.duplicate());
            List<CpuBuffer> buffers = new ArrayList<>();
            List<Fd> events = new ArrayList<>();
            for (int cpu : cpus) {
                long result = PerfEventAttribute.bpfOutput().open(bpf.syscalls(), -1, cpu);
                if (result != -Errno.ENODEV.number()) {
                    Fd event = resources.add(own(bpf.syscalls(), result, name, cpu));
                    events.add(event);
                    buffers.add(new CpuBuffer(map(bpf.syscalls(), event, name, resources), name));
                    store(bpf, fd, cpu, event, name, resources);
                }
            }
            Readiness readiness = new Readiness(bpf.syscalls(), events);
            resources.add(readiness, readiness::close);
            return new PolledStream(name, new PerfBufferReader(buffers), readiness, resources, owner);
        } catch (RuntimeException refusal) {
            throw resources.closeAfter(refusal);
        }
    }

    private static Fd own(Syscalls syscalls, long result, String name, int cpu) {
        if (result < 0) {
            throw new KernelException("open " + name + " of CPU " + cpu, (int) -result, "perf_event_open");
        }
        return Fd.own(syscalls, result);
    }

    private static ByteBuffer map(Syscalls syscalls, Fd event, String name, OpenResources resources) {
        int bytes = (1 + PAGES) * syscalls.pageSize();
        MappedMemory memory = MappedMemory.writable(syscalls, event, 0, bytes, name);
        resources.add(memory, memory::close);
        long result = syscalls.ioctl(event.number(), PerfEventAttribute.IOCTL_ENABLE, 0);
        if (result < 0) {
            throw new KernelException("enable " + name, (int) -result, "");
        }
        return memory.bytes();
    }

    /** From here on programs on that CPU write to the event, until the stream is closed. */
    private static void store(Bpf bpf, Fd map, int cpu, Fd event, String name, OpenResources resources) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long key = arena.copy(u32(cpu)).address();
            long value = arena.copy(u32(event.number())).address();
            BpfAttribute update = BpfAttribute.mapUpdateElem(map.number(), key, value, 0);
            bpf.require(update, "store the event of CPU " + cpu + " in " + name);
        }
        resources.add("event of CPU " + cpu, () -> remove(bpf, map, cpu, name));
    }

    private static void remove(Bpf bpf, Fd map, int cpu, String name) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long result = bpf.call(BpfAttribute.mapDeleteElem(
                    map.number(), arena.copy(u32(cpu)).address()));
            // Somebody may have taken it out already.
            if (result < 0 && result != -Errno.ENOENT.number()) {
                throw new KernelException("take the event of CPU " + cpu + " out of " + name, (int) -result, "");
            }
        }
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    @Override
    public int drain(Consumer<byte[]> sink, BooleanSupplier stopped) {
        int delivered = 0;
        for (CpuBuffer buffer : buffers) {
            delivered += buffer.drain(sink, stopped);
        }
        return delivered;
    }

    /** The kernel moves the head only past whole records. */
    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public long lost() {
        return buffers.stream().mapToLong(CpuBuffer::lost).sum();
    }
}
