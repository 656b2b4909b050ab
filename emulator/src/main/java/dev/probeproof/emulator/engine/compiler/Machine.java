// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

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
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Extents;
import dev.probeproof.emulator.memory.FrameStack;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.packet.SocketBuffer;
import dev.probeproof.emulator.world.World;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import java.util.Arrays;
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

    private static final long NEVER = -1;

    private static final byte[] NO_BYTES = new byte[0];

    /** Stands for what is not there: a pointer that is null has it, and the index -1 in it. */
    private static final Region NOWHERE = new Region(1, NO_BYTES, false, "nothing");

    final Helper[] helpers;
    final long[] mapAddresses;
    final long[] flatBases;
    final byte[][] flatBytes;

    /** The context of the run under way. */
    byte[] context = NO_BYTES;

    /** Instructions executed, as far as functions have reported them. */
    long executed;

    /** What the last operation had to say besides its result: an errno, or that there was none. */
    long status;

    private final BytecodeEngine engine;
    private final Interpreter interpreter;
    private final Executable program;
    private final CompiledProgram code;
    private final Origins origins;
    private final ExecutionEnvironment environment;
    private final AddressSpace memory;
    private final AddressRules rules;
    private final boolean little;
    private final EmulatedMap[] maps;
    /** Where places of the program found memory last, while {@link #placesVersion} holds. */
    private final Region[] places;

    private long placesVersion = NEVER;
    private Extents placesOverlay = Extents.NONE;

    /** Whether the scenario of this run is that of the last one: otherwise remembering does not pay. */
    private boolean sameMemory;

    private FrameStack frames;
    private long contextAddress;
    private int faultSlot = -1;
    private int tailCalls;
    private @Nullable Executable next;

    Machine(
            BytecodeEngine engine,
            Executable program,
            CompiledProgram code,
            Origins origins,
            ExecutionEnvironment environment) {
        this.engine = engine;
        this.interpreter = engine.interpreter();
        this.program = program;
        this.code = code;
        this.origins = origins;
        this.environment = environment;
        this.memory = environment.kernelMemory();
        this.little = memory.order() == ByteOrder.LITTLE_ENDIAN;
        this.rules = environment.addressRules();
        this.helpers = environment.helpers();
        this.frames = memory.nextStack();
        this.places = new Region[code.places];
        Arrays.fill(places, NOWHERE);
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
        sameMemory = memory.overlay() == placesOverlay;
        if (!sameMemory) {
            placesOverlay = memory.overlay();
            placesVersion = NEVER;
        }
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
        return memory.load(address, sizeBytes);
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

    static long exchanged64(long old, long expected, long replacement) {
        return old == expected ? replacement : old;
    }

    static long exchanged32(long old, long expected, long replacement) {
        return (int) old == (int) expected ? replacement : old;
    }

    /** Where in a flat array an element lies, or -1. */
    static int elementOffset(int index, int entries, int stride) {
        return index >= 0 && index < entries ? index * stride : -1;
    }

    static long elementAddress(long base, int offset) {
        return offset < 0 ? 0 : base + offset;
    }

    /** The address of a value that was looked up: 0 if it is nowhere. */
    static long address(Region value) {
        return value == NOWHERE ? 0 : value.base();
    }

    /** The value of the key at an index of an array, or nowhere. */
    Region lookup(int map, byte[] key, int index) {
        Region value = maps[map].lookup(key, index);
        return value == null ? NOWHERE : value;
    }

    /**
     * The number that {@code bpf_probe_read_kernel} copies, as it lies in memory; {@link #status} is what it returns.
     *
     * @param place which place in the program asks: it remembers where it found something last
     */
    long probeReadKernel(long address, int sizeBytes, int place, boolean littleEndian) {
        Region last = places[place];
        long offset = address - last.base();
        byte[] bytes = last.bytes();
        if (offset >= 0 && offset <= bytes.length - sizeBytes && memory.version() == placesVersion) {
            status = 0;
            return number(bytes, (int) offset, sizeBytes, littleEndian);
        }
        return searchKernel(address, sizeBytes, place);
    }

    /** The same for {@code bpf_probe_read}, which serves kernel and user memory; only the kernel's is remembered. */
    long probeRead(long address, int sizeBytes, int place, boolean littleEndian) {
        return rules.isBelowUserEnd(address)
                ? probeReadUser(address, sizeBytes, place, littleEndian)
                : probeReadKernel(address, sizeBytes, place, littleEndian);
    }

    long probeReadUser(long address, int sizeBytes, int place, boolean littleEndian) {
        if (!rules.isUser(address, sizeBytes)) {
            status = -Errno.EFAULT.number();
            return 0;
        }
        return copied(environment.userMemory(), address, sizeBytes);
    }

    private long searchKernel(long address, int sizeBytes, int place) {
        if (!rules.mayProbeKernel(address)) {
            status = -Errno.ERANGE.number();
            return 0;
        }
        int position = sameMemory ? -1 : placesOverlay.position(address, sizeBytes);
        if (position >= 0) {
            status = 0;
            return number(placesOverlay.packed(), position, sizeBytes, little);
        }
        Region region = memory.find(address, sizeBytes);
        if (region == null) {
            return copiedByBytes(memory, address, sizeBytes);
        }
        if (sameMemory && memory.isLasting(region)) {
            if (memory.version() != placesVersion) {
                forgetPlaces();
            }
            places[place] = region;
        }
        status = 0;
        return number(region.bytes(), (int) (address - region.base()), sizeBytes, little);
    }

    private void forgetPlaces() {
        Arrays.fill(places, NOWHERE);
        placesVersion = memory.version();
    }

    private long copied(AddressSpace from, long address, int sizeBytes) {
        Region region = from.find(address, sizeBytes);
        if (region == null) {
            return copiedByBytes(from, address, sizeBytes);
        }
        status = 0;
        return number(region.bytes(), (int) (address - region.base()), sizeBytes, little);
    }

    /** Regions that touch are one stretch of memory for a kernel. */
    private long copiedByBytes(AddressSpace from, long address, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        for (int index = 0; index < sizeBytes; index++) {
            Region region = from.find(address + index, 1);
            if (region == null) {
                status = -Errno.EFAULT.number();
                return 0;
            }
            bytes[index] = region.bytes()[(int) (address + index - region.base())];
        }
        status = 0;
        return number(bytes, 0, sizeBytes, little);
    }

    private static long number(byte[] bytes, int at, int sizeBytes, boolean little) {
        return little ? littleEndian(bytes, at, sizeBytes) : bigEndian(bytes, at, sizeBytes);
    }

    private static long littleEndian(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> LittleEndianMemory.load8(bytes, at);
            case 2 -> LittleEndianMemory.load16(bytes, at);
            case 4 -> LittleEndianMemory.load32(bytes, at);
            default -> LittleEndianMemory.load64(bytes, at);
        };
    }

    private static long bigEndian(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> BigEndianMemory.load8(bytes, at);
            case 2 -> BigEndianMemory.load16(bytes, at);
            case 4 -> BigEndianMemory.load32(bytes, at);
            default -> BigEndianMemory.load64(bytes, at);
        };
    }

    /** A number of the packet in network byte order; {@link #status} is not 0 if the packet has no such bytes. */
    long loadPacket(int offset, int sizeBytes) {
        if (!(environment.packet() instanceof SocketBuffer buffer)) {
            throw new ExecutionFault(ExecutionFault.Kind.INSTRUCTION, "BPF_LD_ABS or BPF_LD_IND in a run on no packet");
        }
        byte[] bytes = buffer.loadLegacy(offset, sizeBytes);
        if (bytes == null) {
            status = 1;
            return 0;
        }
        status = 0;
        long value = 0;
        for (byte each : bytes) {
            value = value << 8 | each & 0xff;
        }
        return value;
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
        if (thrown instanceof EngineDefect) {
            return thrown;
        }
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
        return environment.world();
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
        if (interpreter.budget() - executed < LONG_RUN) {
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

    private long interpret(Executable function, int slot, long a1, long a2, long a3, long a4, long a5) {
        RunProgress progress = new RunProgress(executed, tailCalls);
        try {
            return interpreter.goOn(function, environment, frames, contextAddress, progress, slot, a1, a2, a3, a4, a5);
        } finally {
            executed = progress.executed();
            tailCalls = progress.tailCalls();
            faultSlot = progress.faultSlot();
        }
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
        try {
            return machine.isEmpty() || interpreter.budget() - executed < LONG_RUN
                    ? interpret(target, 0, contextAddress, 0, 0, 0, 0)
                    : follow(machine.get());
        } finally {
            // The function under way leaves it when it returns.
            frames.enter(0);
        }
    }

    private long follow(Machine other) {
        other.executed = executed;
        other.tailCalls = tailCalls;
        other.faultSlot = -1;
        other.next = null;
        other.frames = frames;
        other.contextAddress = contextAddress;
        other.context = context;
        other.placesOverlay = memory.overlay();
        other.placesVersion = NEVER;
        other.sameMemory = false;
        try {
            return other.call(contextAddress, 0);
        } finally {
            executed = other.executed;
            tailCalls = other.tailCalls;
            faultSlot = other.faultSlot;
        }
    }

    ExecutionEnvironment environment() {
        return environment;
    }

    @Override
    public @Nullable RunPacket packet() {
        return environment.packet();
    }

    @Override
    public void print(String line) {
        environment.print(line);
    }
}
