// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.bench;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.GlobalVariable;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.object.VariablePlace;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a program is run on: the user's bytes, else what global variables of the object say, else zeros.
 *
 * @param packet empty for programs that run on a context
 * @param context empty for programs that run on a packet
 * @param memory of the kernel, for probes
 */
record BenchInput(Bytes packet, Bytes context, MemoryImage memory) {
    /** The variable with the context, for a probe its registers. */
    static final String CONTEXT = "bench_context";

    /** The variable with the packet. */
    static final String PACKET = "bench_packet";

    /** The variable with kernel memory: an array of structs whose first eight bytes are the address of the others. */
    static final String MEMORY = "bench_memory";

    private static final int PACKET_BYTES = 64;
    private static final int CONTEXT_BYTES = 96;
    private static final int DISTANCE_BYTES = 0x1_1000;

    /**
     * @param given the user's bytes: the packet of programs that run on one, the context of the others
     * @param registerBytes size of the registers of the kernel's architecture
     * @throws UnsuitableInputException if a probe is given more or fewer
     */
    static BenchInput of(BpfObject object, ProgramSpec program, Optional<Bytes> given, int registerBytes) {
        if (takesPacket(program.type())) {
            Bytes packet = given.or(() -> variable(object, PACKET)).orElseGet(() -> zeros(PACKET_BYTES));
            return new BenchInput(packet, zeros(0), MemoryImage.EMPTY);
        }
        boolean takesRegisters = program.type() == ProgramType.KPROBE;
        Bytes context = given.or(() -> variable(object, CONTEXT))
                .orElseGet(() -> zeros(takesRegisters ? registerBytes : CONTEXT_BYTES));
        if (takesRegisters && context.size() != registerBytes) {
            throw new UnsuitableInputException("program '" + program.name() + "' cannot run on " + context.source()
                    + ": it has " + context.size() + " bytes, the registers of that kernel are " + registerBytes);
        }
        return new BenchInput(zeros(0), context, memory(object));
    }

    /** Types whose test runs are on packets: kernels repeat these. */
    static boolean takesPacket(ProgramType type) {
        return switch (type) {
            case SOCKET_FILTER, SCHED_CLS, SCHED_ACT, XDP, CGROUP_SKB, LWT_IN, LWT_OUT, LWT_XMIT -> true;
            default -> false;
        };
    }

    /**
     * The same with all memory at other addresses: so is every aligned word of the context and the memory that points into
     * it. A recorded campaign is like that, the same objects wherever the kernel had them.
     *
     * @param number 0 for the input itself
     */
    BenchInput elsewhere(int number) {
        if (number == 0 || memory.extents().isEmpty()) {
            return this;
        }
        long distance = (long) number * DISTANCE_BYTES;
        List<MemoryImage.Extent> extents = memory.extents().stream()
                .map(extent -> new MemoryImage.Extent(
                        extent.address() + distance, moved(extent.bytes(), distance), extent.name()))
                .toList();
        return new BenchInput(packet, moved(context, distance), new MemoryImage(extents));
    }

    private Bytes moved(Bytes bytes, long distance) {
        ByteBuffer copy = ByteBuffer.wrap(bytes.toArray()).order(bytes.order());
        for (int at = 0; at + Long.BYTES <= copy.capacity(); at += Long.BYTES) {
            long word = copy.getLong(at);
            if (memory.extents().stream().anyMatch(extent -> pointsInto(extent, word))) {
                copy.putLong(at, word + distance);
            }
        }
        return Bytes.wrap(copy.array(), bytes.source()).withOrder(bytes.order());
    }

    private static boolean pointsInto(MemoryImage.Extent extent, long word) {
        return Long.compareUnsigned(word - extent.address(), extent.bytes().size()) < 0;
    }

    private static Bytes zeros(int size) {
        return Bytes.wrap(new byte[size], "zeros");
    }

    /** The initial value of a global variable. */
    private static Optional<Bytes> variable(BpfObject object, String name) {
        return object.variable(name).flatMap(variable -> content(object, variable));
    }

    private static Optional<Bytes> content(BpfObject object, GlobalVariable variable) {
        return object.map(variable.map())
                .map(MapSpec::initialValue)
                .map(section -> section.slice(variable.offset(), variable.size(), variable.name()));
    }

    private static MemoryImage memory(BpfObject object) {
        Optional<Bytes> content = variable(object, MEMORY);
        if (content.isEmpty()) {
            return MemoryImage.EMPTY;
        }
        Bytes bytes = content.get();
        int element = VariablePlace.find(object, MEMORY + "[0]").size();
        List<MemoryImage.Extent> extents = new ArrayList<>();
        for (int at = 0; at + element <= bytes.size(); at += element) {
            Bytes extent = bytes.slice(at + Long.BYTES, element - Long.BYTES, MEMORY);
            extents.add(new MemoryImage.Extent(bytes.u64(at), extent, MEMORY + "[" + at / element + "]"));
        }
        return new MemoryImage(extents);
    }
}
