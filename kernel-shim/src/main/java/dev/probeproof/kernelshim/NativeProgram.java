// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A program that the real kernel accepted. */
final class NativeProgram implements ProgramHandle {
    /** How far a program may grow the packet of a test run: head and tail room of one page. */
    private static final int PACKET_GROWTH_BYTES = 4096;

    private final Bpf bpf;
    private final ProgramImage image;
    private final Fd fd;
    private final @Nullable KernelException typesRefusal;
    private final OpenResources owner;

    NativeProgram(Bpf bpf, ProgramImage image, Fd fd, @Nullable KernelException typesRefusal, OpenResources owner) {
        this.bpf = bpf;
        this.image = image;
        this.fd = fd;
        this.typesRefusal = typesRefusal;
        this.owner = owner;
        owner.add(this, this::close);
    }

    @Override
    public ProgramImage image() {
        return image;
    }

    /** Why it was loaded without its types, if the kernel refused them. */
    Optional<KernelException> typesRefusal() {
        return Optional.ofNullable(typesRefusal);
    }

    /**
     * A descriptor for one call, which the caller closes: another thread may close the program meanwhile, and its number
     * could by then be somebody else's.
     */
    Fd lease() {
        synchronized (fd) {
            if (isClosed()) {
                throw new IllegalStateException("program '" + image.name() + "' is closed");
            }
            return fd.duplicate();
        }
    }

    TestRun.Output testRun(TestRun.Input input) {
        byte[] data = input.data().toArray();
        byte[] context = input.context().toArray();
        int room = data.length == 0 ? 0 : data.length + PACKET_GROWTH_BYTES;
        try (NativeArena arena = new NativeArena(bpf.syscalls());
                Fd lease = lease()) {
            NativeMemory out = arena.allocate(Math.max(1, room));
            BpfAttribute attribute = BpfAttribute.progTestRun(
                    lease.number(),
                    arena.pointer(data),
                    data.length,
                    room == 0 ? 0 : out.address(),
                    room,
                    arena.pointer(context),
                    context.length,
                    input.repeat() == 1 ? 0 : input.repeat());
            bpf.require(attribute, "test-run program '" + image.name() + "' of type " + image.type());
            byte[] result = new byte[Math.min(room, attribute.u32(BpfAttribute.TEST_RUN_DATA_BYTES))];
            out.bytes().get(0, result);
            return new TestRun.Output(
                    attribute.u32(BpfAttribute.TEST_RUN_RESULT),
                    Bytes.wrap(result, "test run"),
                    Integer.toUnsignedLong(attribute.u32(BpfAttribute.TEST_RUN_DURATION)));
        }
    }

    @Override
    public boolean isClosed() {
        return fd.isClosed();
    }

    @Override
    public void close() {
        owner.remove(this);
        fd.close();
    }
}
