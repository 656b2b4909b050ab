// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.Coverage;
import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.FunctionAddresses;
import dev.probeproof.emulator.engine.PreparedProgram;
import dev.probeproof.emulator.engine.RunProgress;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperContext;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.FlatValues;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.FrameStack;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.uapi.MapType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a compiled program runs on: the memory, maps and helpers of one kernel, and what changes while it runs. Each program
 * of a kernel has one, used by one thread at a time. Fields and methods are those that compiled code names.
 */
final class Machine implements HelperContext, PreparedProgram {
    /** {@code MAX_TAIL_CALL_CNT} of the kernel. */
    private static final int MAX_TAIL_CALLS = 33;

    /**
     * More instructions than a verified function executes without calling back: a verifier follows a million of them at most.
     * While that many are left, the budget needs no look.
     */
    static final long LONG_RUN = 2_000_000;

    private static final byte[] NO_BYTES = new byte[0];

    /** Stands for what is not there: a pointer that is null has it, and the index -1 in it. */
    static final Region NOWHERE = new Region(1, NO_BYTES, false, "nothing");

    final Helper[] helpers;
    final ProbeReads probeReads;
    final long[] mapAddresses;
    final long[] flatBases;
    final byte[][] flatBytes;

    /** The context of the run under way. */
    byte[] context = NO_BYTES;

    /** Instructions executed, as far as functions have reported them. */
    long executed;

    /** By slot, how often the blocks that begin there were entered, in code that is covered. */
    final long[] entered;

    /** Whether the last load from the packet found nothing. */
    boolean packetEnded;

    private final BytecodeEngine engine;
    private final Interpreter interpreter;
    private final Executable program;
    private final CompiledProgram code;
    private final Origins origins;
    private final ExecutionEnvironment environment;
    private final AddressSpace memory;
    private final World world;
    private final EmulatedMap[] maps;
    private FrameStack frames;
    private long contextAddress;
    private int faultSlot = -1;
    private int tailCalls;
    private @Nullable Executable next;
    private final Variant variant;
    private final @Nullable BlockCounts blocks;
    private @Nullable Coverage coverage;
    /** What the interpreter ended the function under way with: all about it is counted. */
    private @Nullable Throwable ended;

    Machine(
            BytecodeEngine engine,
            Executable program,
            CompiledProgram code,
            Origins origins,
            ExecutionEnvironment environment,
            Variant variant) {
        this.engine = engine;
        this.interpreter = engine.interpreter();
        this.program = program;
        this.code = code;
        this.origins = origins;
        this.environment = environment;
        this.variant = variant;
        this.blocks = variant.covered() ? new BlockCounts(origins) : null;
        this.entered = blocks == null ? new long[0] : blocks.entered;
        this.memory = environment.kernelMemory();
        this.world = environment.world();
        this.helpers = environment.helpers();
        this.frames = memory.nextStack();
        this.probeReads = new ProbeReads(environment, code.places);
        List<EmulatedMap> named = program.maps();
        maps = named.toArray(EmulatedMap[]::new);
        mapAddresses = new long[maps.length];
        flatBases = new long[maps.length];
        flatBytes = new byte[maps.length][];
        for (int index = 0; index < maps.length; index++) {
            mapAddresses[index] = maps[index].address();
            FlatValues values = maps[index].flatValues();
            Region only = values == null ? onlyValue(maps[index]) : null;
            flatBases[index] = values != null ? values.base() : only != null ? only.base() : 0;
            flatBytes[index] = values != null ? values.bytes() : only != null ? only.bytes() : NO_BYTES;
        }
    }

    /** The value that a program may name by an address in its code: that of an array of one. */
    private @Nullable Region onlyValue(EmulatedMap map) {
        boolean isOne = map.spec().is(MapType.ARRAY) && map.spec().maxEntries() == 1;
        return isOne ? memory.find(map.directValueAddress(0), 1) : null;
    }

    @Override
    public long run(long r1, long r2) {
        executed = 0;
        faultSlot = -1;
        tailCalls = 0;
        contextAddress = r1;
        Region placed = memory.context();
        context = placed == null || placed.base() != r1 ? NO_BYTES : placed.bytes();
        probeReads.begin();
        if (!code.usesFrames) {
            frames = memory.nextStack();
            return call(r1, r2);
        }
        frames = memory.beginRun();
        try {
            return call(r1, r2);
        } finally {
            memory.endRun();
        }
    }

    private long call(long r1, long r2) {
        try {
            return code.run(this, r1, r2);
        } catch (ExecutionFault | EngineDefect known) {
            throw known;
        } catch (Throwable unknown) {
            throw new EngineDefect(program.name(), Math.max(faultSlot, 0), unknown);
        }
    }

    @Override
    public long executedInstructions() {
        return executed;
    }

    @Override
    public int faultSlot() {
        return faultSlot;
    }

    /** Counts what runs from now on; of a covered program. */
    void cover(Coverage newCoverage) {
        if (coverage == newCoverage || blocks == null) {
            return;
        }
        if (coverage != null) {
            coverage.settle(program);
        }
        coverage = newCoverage;
        newCoverage.include(program, blocks);
    }

    // What compiled code calls.

    void enter(int bytesToClear) {
        frames.enter(bytesToClear);
    }

    void leave() {
        frames.leave();
    }

    byte[] frameBytes() {
        return frames.current().bytes();
    }

    long framePointer() {
        return frames.framePointer();
    }

    /** What r10 holds in a function that uses no memory of its frame, and so has not entered it. */
    long nextFramePointer() {
        return frames.nextFramePointer();
    }

    /** Where a pointer points to; nowhere if it is null. */
    Region resolve(long address) {
        Region region = memory.find(address, 1);
        return region == null ? NOWHERE : region;
    }

    /** Zero-extended. */
    long load(long address, int sizeBytes) throws MemoryFault {
        try {
            return memory.load(address, sizeBytes);
        } catch (MemoryFault fault) {
            if (environment.toleratesLoad(address, contextAddress)) {
                return 0;
            }
            throw fault;
        }
    }

    void store(long address, int sizeBytes, long value) throws MemoryFault {
        memory.store(address, sizeBytes, value);
        contextStored(address);
    }

    void contextStored(long address) {
        RunPacket packet = environment.packet();
        if (packet != null) {
            packet.contextStored(address - contextAddress);
        }
    }

    /** The CPU that the run is on. */
    int cpu() {
        return world.cpu();
    }

    /** The value of the key at an index of an array, or nowhere. */
    Region lookup(int map, byte[] key, int index) {
        Region value = maps[map].lookup(key, index);
        return value == null ? NOWHERE : value;
    }

    /** A number of the packet in network byte order; {@link #packetEnded} says if the packet has no such bytes. */
    long loadPacket(int offset, int sizeBytes) {
        if (!(environment.packet() instanceof SocketBuffer buffer)) {
            throw new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, "BPF_LD_ABS or BPF_LD_IND in a run on no packet");
        }
        byte[] bytes = buffer.loadLegacy(offset, sizeBytes);
        if (bytes == null) {
            packetEnded = true;
            return 0;
        }
        packetEnded = false;
        long value = 0;
        for (byte each : bytes) {
            value = value << 8 | each & 0xff;
        }
        return value;
    }

    /** Instructions that may still run. */
    long left() {
        return interpreter.budget() - executed;
    }

    /** The rest of a block that was counted as a whole was not executed. */
    void skipBehind(int slot) {
        if (blocks != null) {
            blocks.skipBehind(slot);
        }
    }

    /**
     * Leaves the rest of a function to the interpreter, and with it the end of the budget.
     *
     * @param registers r0 to r9
     * @param isBlock 0 if the instruction is in the middle of a block, which was counted as entered
     * @return r0: a run may end before the budget if another program takes its place
     */
    long endByInterpreter(long[] registers, int slot, int isBlock) {
        if (blocks != null && isBlock == 0) {
            blocks.skip(slot);
        }
        RunProgress progress = new RunProgress(executed, tailCalls);
        try {
            return interpreter.goOn(program, environment, frames, contextAddress, progress, coverage, slot, registers);
        } catch (RuntimeException | Error thrown) {
            ended = thrown;
            throw thrown;
        } finally {
            take(progress);
        }
    }

    /** Control came to where the verifier saw no path to. */
    RuntimeException impossible() {
        return new IllegalStateException("an instruction was reached that the verifier had found unreachable");
    }

    /**
     * What a function ends with that something was thrown in. The innermost function is the first to know.
     *
     * @param counted what it had counted, its last block as a whole
     */
    Throwable failed(Throwable thrown, int slot, long counted) {
        if (thrown instanceof EngineDefect || thrown == ended) {
            ended = null;
            return thrown;
        }
        skipBehind(slot);
        executed += counted - origins.instructionsBehind(slot);
        if (faultSlot < 0) {
            faultSlot = slot;
        }
        MemoryFault access = thrown instanceof MemoryFault fault
                ? fault
                : thrown instanceof IndexOutOfBoundsException ? origins.outsideOfContext(slot, contextAddress) : null;
        if (access != null) {
            return new ExecutionFault(access, memory.describe(access.address()));
        }
        if (thrown instanceof RuntimeException exception) {
            ExecutionFault fault = ExecutionFault.of(exception);
            if (fault != null) {
                return fault;
            }
        }
        return new EngineDefect(program.name(), slot, thrown);
    }

    // What helpers call.

    @Override
    public AddressSpace kernelMemory() {
        return memory;
    }

    @Override
    public AddressSpace userMemory() {
        return environment.userMemory();
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public long contextAddress() {
        return contextAddress;
    }

    @Override
    public EmulatedMap map(long pointer) {
        EmulatedMap map = environment.mapAt(pointer);
        if (map == null) {
            throw new ExecutionFault(
                    ExecutionFault.Kind.INSTRUCTION, "0x" + Long.toHexString(pointer) + " is not a map pointer");
        }
        return map;
    }

    /** Runs a function of the program: compiled, or, where the budget may end within it, to the very instruction. */
    @Override
    public long callFunction(long function, long a1, long a2, long a3, long a4, long a5) {
        int slot = FunctionAddresses.slot(function, origins.size());
        if (mayEndUnseen()) {
            return interpret(program, slot, a1, a2, a3, a4, a5);
        }
        try {
            return code.call(this, slot, a1, a2, a3, a4, a5);
        } catch (RuntimeException | Error expected) {
            throw expected;
        } catch (Throwable unexpected) {
            throw new EngineDefect(program.name(), Math.max(slot, 0), unexpected);
        }
    }

    /** Whether the budget may end in a function that does not look. */
    private boolean mayEndUnseen() {
        return !variant.limited() && left() < LONG_RUN;
    }

    private long interpret(Executable function, int slot, long a1, long a2, long a3, long a4, long a5) {
        RunProgress progress = new RunProgress(executed, tailCalls);
        try {
            return interpreter.goOn(
                    function, environment, frames, contextAddress, progress, coverage, slot, a1, a2, a3, a4, a5);
        } finally {
            take(progress);
        }
    }

    private void take(RunProgress progress) {
        executed = progress.executed();
        tailCalls = progress.tailCalls();
        faultSlot = progress.faultSlot();
    }

    @Override
    public boolean tailCall(EmulatedMap programArray, long index) {
        Executable found = environment.programAt(programArray, index);
        if (found == null || tailCalls == MAX_TAIL_CALLS) {
            return false;
        }
        tailCalls++;
        next = found;
        return true;
    }

    /** Whether the helper just called asked for another program. */
    boolean wantsTailCall() {
        return next != null;
    }

    /** Runs the other program in place of the function under way, whose frame it takes over, and returns its r0. */
    long followTailCall() {
        Executable target = next;
        if (target == null) {
            throw new IllegalStateException("no tail call was asked for");
        }
        next = null;
        Optional<Machine> machine = engine.follower(this, target);
        frames.leave();
        long result = machine.isEmpty() || mayEndUnseen()
                ? interpret(target, 0, contextAddress, 0, 0, 0, 0)
                : follow(machine.get());
        // The function under way leaves it when it returns; after a fault nobody does, and no frame may be left for it.
        frames.enter(0);
        return result;
    }

    private long follow(Machine other) {
        other.executed = executed;
        other.tailCalls = tailCalls;
        other.faultSlot = -1;
        other.next = null;
        other.frames = frames;
        other.contextAddress = contextAddress;
        other.context = context;
        other.probeReads.begin();
        if (coverage != null) {
            other.cover(coverage);
        }
        try {
            return other.call(contextAddress, 0);
        } finally {
            executed = other.executed;
            tailCalls = other.tailCalls;
            faultSlot = other.faultSlot;
        }
    }

    Variant variant() {
        return variant;
    }

    ExecutionEnvironment environment() {
        return environment;
    }

    @Override
    public @Nullable RunPacket packet() {
        return environment.packet();
    }

    @Override
    public KernelObjects objects() {
        return environment.objects();
    }

    @Override
    public KernelVariables variables() {
        return environment.variables();
    }

    @Override
    public void print(String line) {
        environment.print(line);
    }
}
