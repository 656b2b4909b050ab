// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A program to run, out of {@link RunnablePrograms} or a file of cases: assembly, whose map indexes are those of
 * {@link RunnableMaps}.
 */
public final class RunnableProgram {
    static final int INPUTS = 3;

    private static final Pattern MAP = Pattern.compile("map\\[idx:(\\d+)\\]");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^((static|global|callback)_\\w*):");
    private static final int CLEARED_BYTES = 160;
    private static final int ARGUMENTS = 12;
    private static final int ETHERNET_BYTES = 14;

    private static final TypeIds TYPES = TypeIds.make();

    private final long seed;
    private final ProgramType type;
    private final String text;
    /** Assembled when somebody wants it, once for all kernels. */
    private @Nullable Instructions instructions;

    /**
     * @param seed what its inputs are made from
     */
    public RunnableProgram(long seed, ProgramType type, String text) {
        this.seed = seed;
        this.type = type;
        this.text = text;
    }

    public long seed() {
        return seed;
    }

    public ProgramType type() {
        return type;
    }

    public String text() {
        return text;
    }

    /** The same program with other text. */
    public RunnableProgram withText(String newText) {
        return new RunnableProgram(seed, type, newText);
    }

    /**
     * @throws IllegalArgumentException if the text is no program (any more)
     */
    public Instructions instructions() {
        Instructions assembled = instructions;
        if (assembled == null) {
            assembled = Assembler.assemble(text);
            instructions = assembled;
        }
        return assembled;
    }

    /**
     * The same program, with zeros on the stack of each function from the start: what a real kernel leaves there is what
     * was there before. For programs from which lines were taken away.
     */
    public RunnableProgram onClearedStack() {
        StringBuilder zeros = new StringBuilder();
        for (int distance = 8; distance <= CLEARED_BYTES; distance += 8) {
            zeros.append("*(u64 *)(r10 -").append(distance).append(") = 0\n");
        }
        return withText(zeros + FUNCTION.matcher(text).replaceAll("$0\n" + zeros));
    }

    /** As a kernel gets it: with maps of that kernel, and the types that it wants of callbacks. */
    public ProgramImage image(List<MapHandle> maps) {
        return new ProgramImage("runnable", type, 0, "GPL", instructions(), maps, 0, types(instructions()), 0, 0);
    }

    /** The maps that it uses. */
    SortedSet<Integer> maps() {
        SortedSet<Integer> indexes = new TreeSet<>();
        Matcher map = MAP.matcher(text);
        while (map.find()) {
            indexes.add(Integer.parseInt(map.group(1)));
        }
        if (indexes.contains(RunnableMaps.JUMP)) {
            indexes.add(RunnableMaps.GLOBAL);
        }
        return indexes;
    }

    /** What kernels want to know of functions: callbacks are static, and some others are verified by themselves. */
    private ProgramBtf types(Instructions program) {
        List<Integer> starts = new ArrayList<>(functionStarts(program));
        List<Integer> types = new ArrayList<>(List.of(TYPES.program));
        Matcher function = FUNCTION.matcher(text);
        while (function.find()) {
            String name = function.group(1);
            if (text.contains("call " + name + "\n") || text.contains("subprog[" + name + "]")) {
                types.add(function.group(2).equals("global") ? TYPES.global : TYPES.local);
            }
        }
        if (types.size() != starts.size()) {
            throw new IllegalArgumentException("functions without a label, or labels without a function: " + starts);
        }
        List<ProgramBtf.FuncInfo> records = IntStream.range(0, starts.size())
                .mapToObj(i -> new ProgramBtf.FuncInfo(starts.get(i), types.get(i)))
                .toList();
        return new ProgramBtf(TYPES.blob, records, List.of());
    }

    private static SortedSet<Integer> functionStarts(Instructions program) {
        SortedSet<Integer> starts = new TreeSet<>(List.of(0));
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            if (operation.function().isPresent()) {
                starts.add(slot + 1 + operation.function().getAsInt());
            }
            slot += operation.slots();
        }
        return starts;
    }

    /** One set of types for all programs, so that a kernel gets it once. */
    private record TypeIds(Bytes blob, int program, int global, int local) {
        static TypeIds make() {
            BtfEditor types = BtfEditor.empty(ByteOrder.nativeOrder());
            int number = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
            int struct = types.add(new BtfType.Composite(
                    "shared",
                    false,
                    RunnableFunctions.SHARED_BYTES,
                    List.of(new BtfType.Member("first", number, 0, 0), new BtfType.Member("second", number, 64, 0))));
            int pointer = types.add(new BtfType.Ptr(struct));
            int plain = types.add(new BtfType.FuncProto(number, List.of()));
            int shared = types.add(new BtfType.FuncProto(
                    number, List.of(new BtfType.Param("number", number), new BtfType.Param("memory", pointer))));
            int program = types.add(new BtfType.Func("program", plain, BtfType.Func.GLOBAL));
            int global = types.add(new BtfType.Func("verified_alone", shared, BtfType.Func.GLOBAL));
            int local = types.add(new BtfType.Func("local", plain, BtfType.Func.STATIC));
            return new TypeIds(types.toBtf().raw(), program, global, local);
        }
    }

    /** What it is run on, one after the other. */
    public List<TestRun.Input> inputs() {
        Random random = new Random(seed ^ 0x5deece66dL);
        return IntStream.range(0, INPUTS).mapToObj(i -> input(random)).toList();
    }

    private TestRun.Input input(Random random) {
        Bytes nothing = Bytes.wrap(new byte[0], "nothing");
        if (type == ProgramType.RAW_TRACEPOINT || type == ProgramType.KPROBE) {
            return new TestRun.Input(nothing, Bytes.wrap(numbers(random, ARGUMENTS), "context"));
        }
        return new TestRun.Input(Bytes.wrap(packet(random), "packet"), nothing);
    }

    /** So many 64-bit numbers, half of them such at which something changes. */
    public static byte[] numbers(Random random, int count) {
        ByteBuffer numbers = ByteBuffer.allocate(8 * count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            numbers.putLong(
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextInt(64);
                        case 1 -> -random.nextInt(64);
                        case 2 -> 1L << random.nextInt(64);
                        case 3 -> random.nextInt();
                        default -> random.nextLong();
                    });
        }
        return numbers.array();
    }

    private static byte[] packet(Random random) {
        byte[] packet = new byte[ETHERNET_BYTES + random.nextInt(random.nextBoolean() ? 30 : 120)];
        random.nextBytes(packet);
        int[] kinds = {0x0800, 0x86dd, 0x8100, 0x88a8, 0x0806, 0x0040};
        if (random.nextInt(3) > 0) {
            int kind = kinds[random.nextInt(kinds.length)];
            packet[12] = (byte) (kind >> 8);
            packet[13] = (byte) kind;
        }
        if (random.nextBoolean()) {
            // To everyone, or to this machine: the kind of packet depends on it.
            byte fill = (byte) (random.nextBoolean() ? 0xff : 0);
            java.util.Arrays.fill(packet, 0, 6, fill);
        }
        if (packet.length > ETHERNET_BYTES && random.nextBoolean()) {
            packet[ETHERNET_BYTES] = (byte) (packet[12] == 8 ? 0x45 : 0x60);
        }
        return packet;
    }
}
