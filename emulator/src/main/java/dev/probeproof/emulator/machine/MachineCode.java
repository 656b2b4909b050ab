// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSegment;
import dev.probeproof.loader.event.PtRegs;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The code of an ELF image, ready to run function by function on an emulated CPU.
 *
 * <pre>{@code
 * try (MachineCode machine = MachineCode.open(elf, Archs.X86_64)) {
 *     machine.onCall("printk", call -> 0);
 *     machine.call("vfs_read", file, buffer, 16, position).until(address).finish(stop -> look(stop.registers(), stop.memory()));
 * }
 * }</pre>
 *
 * <p>{@link #open} runs the code in a child process: Unicorn ends the process it is in when it meets bytes that are no code
 * of a compiler, and whether a function jumps into such bytes is not known before it ran. {@link #openInProcess} is for code
 * that was compiled for the purpose. Memory keeps what a call wrote, as in a process, until {@link #reset}. Belongs to the
 * thread that opened it.
 */
public final class MachineCode implements AutoCloseable {
    private static final Duration MOST_TIME = Duration.ofSeconds(30);

    private final MachineModel model;
    private final CodeImage image;
    private final Engine engine;
    private final MachineMemory memory;
    private final Map<Long, String> watchedCalls = new LinkedHashMap<>();
    private final Map<String, ExternalCall> calls = new HashMap<>();

    private MachineCode(MachineModel model, CodeImage image, Engine engine) {
        this.model = model;
        this.image = image;
        this.engine = engine;
        this.memory = new MachineMemory(model, image, engine);
        watchedCalls.putAll(image.externalNames());
    }

    /** Empty if code of the architecture can run here; otherwise what is missing and how to install it, in words. */
    public static Optional<String> availability(Arch arch) {
        Optional<MachineModel> model = MachineModel.find(arch);
        if (model.isEmpty()) {
            return Optional.of("machine code of " + arch.name() + " cannot run: Unicorn 2 has no "
                    + (arch.name().equals("ppc64le") ? "little-endian 64-bit PowerPC" : "such CPU"));
        }
        try {
            Class.forName("com.sun.jna.Native", false, MachineCode.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            return Optional.of("machine code of " + arch.name()
                    + " cannot run: JNA is not on the class path (net.java.dev.jna:jna)");
        }
        UnicornSource.Answer answer = UnicornSource.find(model.get());
        return answer.library().isPresent() ? Optional.empty() : Optional.of(answer.words());
    }

    /**
     * Prepares an image whose code runs in a child process.
     *
     * @throws MachineException where {@link #availability} says why not, and for images that cannot be loaded
     */
    public static MachineCode open(ElfFile elf, Arch arch) {
        return open(elf, arch, MOST_TIME);
    }

    /**
     * The same.
     *
     * @param mostTime after which the child is killed, for each run
     */
    public static MachineCode open(ElfFile elf, Arch arch, Duration mostTime) {
        MachineModel model = model(elf, arch);
        CodeImage image = new CodeImage(elf, model);
        return opened(model, image, ChildEngine.start(model, mostTime));
    }

    /** Prepares an image whose code runs in this JVM, and may end it: only for code that a compiler made for the purpose. */
    public static MachineCode openInProcess(ElfFile elf, Arch arch) {
        MachineModel model = model(elf, arch);
        CodeImage image = new CodeImage(elf, model);
        UnicornSource.Answer answer = UnicornSource.find(model);
        return opened(
                model,
                image,
                UnicornEngine.open(answer.library().orElseThrow(() -> new MachineException(answer.words())), model));
    }

    private static MachineCode opened(MachineModel model, CodeImage image, Engine engine) {
        try {
            return new MachineCode(model, image, engine);
        } catch (RuntimeException refused) {
            engine.close();
            throw refused;
        }
    }

    private static MachineModel model(ElfFile elf, Arch arch) {
        availability(arch).ifPresent(words -> {
            throw new MachineException(words);
        });
        Optional<Arch> made = Archs.ofElf(elf.machine(), elf.order());
        if (!made.equals(Optional.of(arch))) {
            throw new MachineException(elf.bytes().source() + " is for "
                    + made.map(Arch::name).orElse("ELF machine " + elf.machine()) + ", not for " + arch.name());
        }
        MachineModel kernel = MachineModel.find(arch).orElseThrow();
        boolean program = elf.type() != ElfFile.RELOCATABLE
                && elf.segments().stream()
                        .filter(segment -> segment.type() == ElfSegment.LOAD)
                        .allMatch(segment -> segment.address() >= 0);
        return program ? kernel.inUserSpace() : kernel;
    }

    public Arch arch() {
        return model.arch();
    }

    /** What is added to the addresses of the file: 0 unless the image may lie anywhere. */
    public long bias() {
        return image.bias();
    }

    /**
     * The address of a function or variable of the image.
     *
     * @throws MachineException if there is none of that name, with the nearest names
     */
    public long address(String symbol) {
        return image.address(symbol);
    }

    /** Where an address lies, in words. */
    public String describe(long address) {
        return image.describe(address);
    }

    /**
     * Gives a function that the image calls, or puts it in the place of one that it has.
     *
     * @throws MachineException if the image neither has nor calls it
     */
    public MachineCode onCall(String function, ExternalCall call) {
        long address = image.address(function);
        if (!image.externalNames().containsKey(address)) {
            image.patch(address, model.returnInstruction());
            memory.write(address, model.returnInstruction());
        }
        watchedCalls.put(address, function);
        calls.put(function, call);
        return this;
    }

    /** Gives memory that neither the image nor the machine has. */
    public MachineCode onMissing(MissingMemory handler) {
        memory.onMissing(handler);
        return this;
    }

    /** Puts bytes where code can use them, until {@link #reset}; returns their address, a multiple of 16. */
    public long place(byte[] bytes) {
        return memory.place(bytes);
    }

    /** Memory as it is now; null if not all of it is there. */
    public byte @Nullable [] read(long address, int sizeBytes) {
        return memory.read(address, sizeBytes);
    }

    /** Changes memory, also where code may not. */
    public void write(long address, byte[] bytes) {
        memory.write(address, bytes);
    }

    /** Gives all memory the content it had before the first call, and takes the heap back. */
    public void reset() {
        memory.reset();
    }

    /** Prepares a call with integers and pointers. */
    public MachineRun call(String function, long... arguments) {
        return call(
                function, LongStream.of(arguments).mapToObj(MachineArgument::of).toList());
    }

    /** Prepares a call. */
    public MachineRun call(String function, List<MachineArgument> arguments) {
        return call(image.address(function), arguments);
    }

    /** Prepares a call of the function at an address: several may have the same name. */
    public MachineRun call(long function, List<MachineArgument> arguments) {
        return new MachineRun(this, function, arguments);
    }

    MachineResult run(MachineRun run, Consumer<MachineStop> atStop) {
        try {
            new CallSetup(model, memory, engine).enter(run);
            Run under = new Run(run, atStop);
            long[] stops = LongStream.concat(
                            run.stops().stream().mapToLong(Long::longValue),
                            watchedCalls.keySet().stream().mapToLong(Long::longValue))
                    .distinct()
                    .sorted()
                    .toArray();
            Engine.End end = engine.run(run.function(), model.layout().guard(), stops, run.instructions(), under);
            return new MachineResult(under.typed(end), registers(), under.hits);
        } catch (EngineLostException lost) {
            return new MachineResult(new MachineEnd.EngineLost(lost.getMessage()), PtRegs.zero(model.arch()), Map.of());
        }
    }

    private PtRegs registers() {
        long[] values = engine.registers();
        byte[] layout = new byte[model.arch().ptRegsBytes()];
        ByteBuffer buffer = ByteBuffer.wrap(layout).order(model.arch().byteOrder());
        for (int i = 0; i < values.length; i++) {
            buffer.putLong(model.arch().registers().get(i).ptRegsOffset(), values[i]);
        }
        return PtRegs.of(model.arch(), layout);
    }

    /** The events of one run. */
    private final class Run implements Engine.Events {
        private final Consumer<MachineStop> atStop;
        private final Map<Long, Integer> hits = new HashMap<>();
        private final long instructions;
        private @Nullable MachineEnd missingCall;

        Run(MachineRun run, Consumer<MachineStop> atStop) {
            this.atStop = atStop;
            this.instructions = run.instructions();
            run.stops().forEach(address -> hits.put(address, 0));
        }

        @Override
        public boolean reached(long address) {
            MachineStop stop = null;
            Integer before = hits.get(address);
            if (before != null) {
                hits.put(address, before + 1);
                stop = new MachineStop(memory, address, before + 1, registers());
                atStop.accept(stop);
                if (stop.isEnded()) {
                    return false;
                }
            }
            String name = watchedCalls.get(address);
            return name == null || answer(name, address);
        }

        private boolean answer(String name, long address) {
            PtRegs registers = registers();
            ExternalCall call = calls.get(name);
            if (call == null) {
                missingCall = new MachineEnd.CallsMissing(name, returnAddress(registers));
                return false;
            }
            long result = call.called(new MachineStop(memory, address, 1, registers));
            engine.setRegister(model.index(model.arch().returnValue()), result);
            return true;
        }

        private long returnAddress(PtRegs registers) {
            if (model.linkRegister().isPresent()) {
                return registers.get(model.linkRegister().get());
            }
            byte[] word = memory.read(registers.get(model.arch().stackPointer()), 8);
            return word == null
                    ? 0
                    : ByteBuffer.wrap(word).order(model.arch().byteOrder()).getLong();
        }

        @Override
        public boolean missing(long address, int sizeBytes, boolean write) {
            return memory.supply(address, sizeBytes);
        }

        MachineEnd typed(Engine.End end) {
            if (missingCall != null) {
                return missingCall;
            }
            long at = end.address();
            return switch (end.kind()) {
                case RETURNED -> new MachineEnd.Returned();
                case STOPPED -> new MachineEnd.Stopped(at);
                case BOUND -> new MachineEnd.OutOfInstructions(instructions);
                case READ -> fault("read", end);
                case WRITE -> fault("write", end);
                case FETCH -> fault("fetch", end);
                case INVALID_INSTRUCTION -> new MachineEnd.InvalidInstruction(at, image.describe(at));
                case TRAP -> new MachineEnd.Trapped(end.words(), at, image.describe(at));
                case HALTED -> new MachineEnd.Trapped("a halt", at, image.describe(at));
                case DIED -> new MachineEnd.EngineLost(end.words());
            };
        }

        private MachineEnd fault(String access, Engine.End end) {
            long at = registers().get(model.arch().instructionPointer());
            return new MachineEnd.Fault(access, end.address(), end.number(), at, image.describe(at));
        }
    }

    /** Ends the engine; every later call throws {@link IllegalStateException}. */
    @Override
    public void close() {
        engine.close();
    }
}
