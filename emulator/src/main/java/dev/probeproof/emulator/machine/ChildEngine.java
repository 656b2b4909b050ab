// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import com.sun.jna.Native;
import dev.probeproof.loader.arch.Arch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Unicorn in a process of its own. What ends that process, or takes too long in it, is an answer here. A request costs a
 * fraction of a millisecond.
 */
final class ChildEngine implements Engine {
    /** For starting a JVM, on whatever machine. */
    private static final Duration MOST_TIME_TO_START = Duration.ofSeconds(60);

    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Duration mostTime;
    private final Thread owner = Thread.currentThread();
    private volatile boolean late;
    private boolean running;
    private boolean closed;
    private long @Nullable [] known;

    private ChildEngine(Process process, Duration mostTime) {
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
        this.mostTime = mostTime;
    }

    /** Throws {@link MachineException} if no child can be started, or it finds no Unicorn. */
    static ChildEngine start(MachineModel model, Duration mostTime) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String unicorn = System.getProperty(UnicornSource.PROPERTY, "");
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"),
                "--enable-native-access=ALL-UNNAMED",
                "-D" + UnicornSource.PROPERTY + "=" + unicorn,
                "-cp",
                classPath(),
                MachineChild.class.getName(),
                model.arch().name());
        ChildEngine engine;
        try {
            engine = new ChildEngine(
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start(), mostTime);
        } catch (IOException refused) {
            throw new MachineException(
                    "a process for machine code cannot be started: " + refused.getMessage(), refused);
        }
        try {
            engine.within(MOST_TIME_TO_START, () -> engine.expect(ChildProtocol.READY));
            return engine;
        } catch (RuntimeException refused) {
            engine.close();
            throw refused;
        }
    }

    /** Where the child's few classes come from, whatever class path this JVM was started with. */
    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : List.of(MachineChild.class, Arch.class, Native.class)) {
            places.add(place(type.getProtectionDomain().getCodeSource().getLocation()));
        }
        String whole = System.getProperty("java.class.path", "");
        if (!whole.isEmpty()) {
            places.add(whole);
        }
        return String.join(File.pathSeparator, places);
    }

    private static String place(URL location) {
        try {
            return Path.of(location.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException strange) {
            throw new MachineException("classes from " + location + " cannot be given to another process", strange);
        }
    }

    @Override
    public void map(long address, byte[] bytes, int permission) {
        enter();
        within(() -> {
            out.writeByte(ChildProtocol.MAP);
            out.writeLong(address);
            out.writeInt(permission);
            ChildProtocol.putBytes(out, bytes);
            return true;
        });
    }

    @Override
    public void write(long address, byte[] bytes) {
        enter();
        within(() -> {
            out.writeByte(ChildProtocol.WRITE);
            out.writeLong(address);
            ChildProtocol.putBytes(out, bytes);
            return true;
        });
    }

    @Override
    public byte @Nullable [] read(long address, int sizeBytes) {
        enter();
        byte[][] found = new byte[1][];
        within(() -> {
            out.writeByte(ChildProtocol.READ);
            out.writeLong(address);
            out.writeInt(sizeBytes);
            out.flush();
            int answer = answer();
            if (answer == ChildProtocol.BYTES) {
                found[0] = ChildProtocol.bytes(in);
            }
            return true;
        });
        return found[0];
    }

    @Override
    public long[] registers() {
        enter();
        long[] last = known;
        if (last != null) {
            return last.clone();
        }
        long[][] found = new long[1][];
        within(() -> {
            out.writeByte(ChildProtocol.REGISTERS);
            out.flush();
            expect(ChildProtocol.BYTES);
            found[0] = ChildProtocol.longs(in);
            return true;
        });
        return found[0];
    }

    @Override
    public void setRegister(int index, long value) {
        enter();
        known = null;
        within(() -> {
            out.writeByte(ChildProtocol.SET);
            out.writeInt(index);
            out.writeLong(value);
            return true;
        });
    }

    @Override
    public End run(long start, long until, long[] stops, long instructions, Events events) {
        enter();
        if (running) {
            throw new IllegalStateException("a run cannot begin inside a run of the same engine");
        }
        End[] end = new End[1];
        running = true;
        try {
            within(() -> {
                out.writeByte(ChildProtocol.RUN);
                out.writeLong(start);
                out.writeLong(until);
                out.writeLong(instructions);
                ChildProtocol.putLongs(out, stops);
                out.flush();
                end[0] = untilEnd(events);
                return true;
            });
        } finally {
            running = false;
        }
        return end[0];
    }

    private End untilEnd(Events events) throws IOException {
        while (true) {
            known = null;
            int answer = answer();
            boolean goOn;
            switch (answer) {
                case ChildProtocol.REACHED -> {
                    long address = in.readLong();
                    known = ChildProtocol.longs(in);
                    goOn = told(() -> events.reached(address));
                }
                case ChildProtocol.MISSING -> {
                    long address = in.readLong();
                    int sizeBytes = in.readInt();
                    boolean write = in.readBoolean();
                    goOn = told(() -> events.missing(address, sizeBytes, write));
                }
                case ChildProtocol.END -> {
                    Kind kind = Kind.values()[in.readUnsignedByte()];
                    End end = new End(kind, in.readLong(), in.readInt(), in.readUTF());
                    known = ChildProtocol.longs(in);
                    return end;
                }
                default -> throw new IOException("answer " + answer);
            }
            known = null;
            out.writeByte(ChildProtocol.GO_ON);
            out.writeBoolean(goOn);
            out.flush();
        }
    }

    private interface Event {
        boolean happen();
    }

    /** A caller's code that throws in the middle of a run leaves the child waiting: it is not used again. */
    private boolean told(Event event) {
        try {
            return event.happen();
        } catch (RuntimeException | Error failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private int answer() throws IOException {
        int answer = in.readUnsignedByte();
        if (answer == ChildProtocol.FAILED) {
            throw new MachineException(in.readUTF());
        }
        return answer;
    }

    private boolean expect(int wanted) throws IOException {
        int answer = answer();
        if (answer != wanted) {
            throw new IOException("answer " + answer + " in place of " + wanted);
        }
        return true;
    }

    private interface Exchange {
        boolean perform() throws IOException;
    }

    /** Does something with the child, which is killed when it takes too long. */
    private void within(Exchange exchange) {
        within(mostTime, exchange);
    }

    private void within(Duration limit, Exchange exchange) {
        CompletableFuture<Boolean> alarm = new CompletableFuture<>();
        alarm.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, tooLate) -> {
            if (tooLate != null) {
                late = true;
                process.destroyForcibly();
            }
        });
        try {
            exchange.perform();
        } catch (IOException gone) {
            throw lost(gone);
        } finally {
            alarm.complete(true);
        }
    }

    private EngineLostException lost(IOException gone) {
        process.destroyForcibly();
        if (late) {
            return new EngineLostException(
                    "it took more than " + mostTime.toMillis() + " ms, and its process was killed");
        }
        try {
            return new EngineLostException("the process that ran it died with exit code " + process.waitFor()
                    + ": Unicorn cannot execute what is there");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new EngineLostException("the process that ran it died: " + gone.getMessage());
        }
    }

    private void enter() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("this machine belongs to thread " + owner.getName() + ", which opened it");
        }
        if (closed) {
            throw new IllegalStateException("this machine is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        enter();
        if (running) {
            throw new IllegalStateException("a machine cannot be closed while it runs");
        }
        closed = true;
        try {
            out.close();
        } catch (IOException gone) {
            // It has died before: closed all the same.
        }
        process.destroyForcibly();
    }
}
