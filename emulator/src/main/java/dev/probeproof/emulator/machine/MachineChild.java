// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The process that {@link ChildEngine} starts: an engine that does what its standard input says. It may die of it. */
final class MachineChild implements Engine.Events {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Engine engine;

    /** What went wrong in a request without an answer. */
    private @Nullable String unsaid;

    private MachineChild(DataInputStream in, DataOutputStream out, Engine engine) {
        this.in = in;
        this.out = out;
        this.engine = engine;
    }

    /** The only argument is the architecture's name. */
    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        Arch arch = Archs.find(arguments[0]).orElseThrow();
        MachineModel model = MachineModel.find(arch).orElseThrow();
        UnicornSource.Answer answer = UnicornSource.find(model);
        if (answer.library().isEmpty()) {
            out.writeByte(ChildProtocol.FAILED);
            out.writeUTF(answer.words());
            out.flush();
            return;
        }
        try (Engine engine = UnicornEngine.open(answer.library().get(), model)) {
            out.writeByte(ChildProtocol.READY);
            out.flush();
            new MachineChild(in, out, engine).serve();
        } catch (EOFException | UncheckedIOException gone) {
            // The parent has closed its end: there is nobody left to tell.
        }
    }

    /** Until the run is to go on; the answer says whether it is. */
    private boolean serve() throws IOException {
        while (true) {
            int request = in.readUnsignedByte();
            if (request == ChildProtocol.GO_ON) {
                return in.readBoolean();
            }
            try {
                perform(request);
            } catch (IllegalArgumentException | IllegalStateException | MachineException refused) {
                unsaid = refused.getMessage();
                if (request == ChildProtocol.RUN) {
                    fail();
                }
            }
        }
    }

    private void perform(int request) throws IOException {
        switch (request) {
            case ChildProtocol.MAP -> {
                long address = in.readLong();
                int permission = in.readInt();
                engine.map(address, ChildProtocol.bytes(in), permission);
            }
            case ChildProtocol.WRITE -> {
                long address = in.readLong();
                engine.write(address, ChildProtocol.bytes(in));
            }
            case ChildProtocol.SET -> {
                int index = in.readInt();
                engine.setRegister(index, in.readLong());
            }
            case ChildProtocol.READ -> read(in.readLong(), in.readInt());
            case ChildProtocol.REGISTERS -> {
                if (!fail()) {
                    out.writeByte(ChildProtocol.BYTES);
                    ChildProtocol.putLongs(out, engine.registers());
                    out.flush();
                }
            }
            case ChildProtocol.RUN -> run();
            default -> throw new IOException("request " + request);
        }
    }

    private void read(long address, int sizeBytes) throws IOException {
        if (fail()) {
            return;
        }
        byte[] bytes = engine.read(address, sizeBytes);
        out.writeByte(bytes == null ? ChildProtocol.NOTHING : ChildProtocol.BYTES);
        if (bytes != null) {
            ChildProtocol.putBytes(out, bytes);
        }
        out.flush();
    }

    private void run() throws IOException {
        long start = in.readLong();
        long until = in.readLong();
        long instructions = in.readLong();
        long[] stops = ChildProtocol.longs(in);
        if (fail()) {
            return;
        }
        Engine.End end = engine.run(start, until, stops, instructions, this);
        if (!fail()) {
            out.writeByte(ChildProtocol.END);
            out.writeByte(end.kind().ordinal());
            out.writeLong(end.address());
            out.writeInt(end.number());
            out.writeUTF(end.words());
            ChildProtocol.putLongs(out, engine.registers());
            out.flush();
        }
    }

    /** Says what went wrong before; false if nothing did. */
    private boolean fail() throws IOException {
        String words = unsaid;
        if (words == null) {
            return false;
        }
        unsaid = null;
        out.writeByte(ChildProtocol.FAILED);
        out.writeUTF(words);
        out.flush();
        return true;
    }

    @Override
    public boolean reached(long address) {
        try {
            out.writeByte(ChildProtocol.REACHED);
            out.writeLong(address);
            ChildProtocol.putLongs(out, engine.registers());
            out.flush();
            return serve();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public boolean missing(long address, int sizeBytes, boolean write) {
        try {
            out.writeByte(ChildProtocol.MISSING);
            out.writeLong(address);
            out.writeInt(sizeBytes);
            out.writeBoolean(write);
            out.flush();
            return serve();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
