// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fetches of every form over a small world: one block of kernel memory, one of user memory, three symbols. */
public final class RandomFetches {
    public static final long KERNEL = 0xffff_8880_0000_1000L;
    public static final long USER = 0x20_0000L;
    /** Bytes of either block. */
    public static final int BLOCK = 512;

    /** Names and addresses: a variable, a per-CPU variable and the table that says where each CPU has its copy. */
    public static final Map<String, Long> SYMBOLS =
            Map.of("variable", KERNEL + 64, "per_cpu_variable", 0x1_0000L, "__per_cpu_offset", KERNEL + 128);

    private final Random random;
    private final Arch arch;

    public RandomFetches(Random random, Arch arch) {
        this.random = random;
        this.arch = arch;
    }

    /** So many arguments whose struct takes at most 400 bytes. */
    public List<FetchArgument> arguments(int count) {
        List<FetchArgument> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(new FetchArgument("a" + i, "e" + i, fetch(400 / count)));
        }
        return arguments;
    }

    /** Numbers only: what fits registers. */
    public List<FetchArgument> numbers(int count) {
        List<FetchArgument> arguments = new ArrayList<>();
        while (arguments.size() < count) {
            FetchArgument.Fetch fetch = fetch(64);
            if (fetch.leaf() instanceof FetchLeaf.Int || fetch.leaf() instanceof FetchLeaf.Bits) {
                arguments.add(new FetchArgument("n" + arguments.size(), "e", fetch));
            }
        }
        return arguments;
    }

    /** Something that is often an address of the world, or close to one. */
    public long pointerOrNoise() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(200) - 100;
            case 2 -> USER + random.nextInt(BLOCK);
            default -> KERNEL + random.nextInt(BLOCK);
        };
    }

    private FetchArgument.Fetch fetch(int mostBytes) {
        int most = Math.max(1, Math.min(60, mostBytes - 16));
        return switch (random.nextInt(12)) {
            case 0 ->
                new FetchArgument.Fetch(
                        new FetchBase.Comm(), List.of(), new FetchLeaf.Text(1 + random.nextInt(Math.min(most, 24))));
            case 1 -> new FetchArgument.Fetch(new FetchBase.Absent("not there"), List.of(), leaf(true, most));
            case 2, 3 -> pieces(most);
            default -> {
                List<Deref> derefs = new ArrayList<>();
                for (int hop = random.nextInt(4); hop > 0; hop--) {
                    derefs.add(new Deref(offset(), space()));
                }
                yield new FetchArgument.Fetch(base(), derefs, leaf(!derefs.isEmpty(), most));
            }
        };
    }

    private long offset() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> USER - KERNEL + random.nextInt(64);
            default -> random.nextInt(64) - 32;
        };
    }

    private AddressSpaceKind space() {
        return random.nextInt(3) == 0 ? AddressSpaceKind.USER : AddressSpaceKind.KERNEL;
    }

    private FetchBase base() {
        return switch (random.nextInt(10)) {
            case 0 -> new FetchBase.Immediate(pointerOrNoise());
            case 1 -> new FetchBase.Symbol("variable", random.nextInt(64));
            case 2 -> new FetchBase.PerCpu("per_cpu_variable", random.nextInt(64) - 32);
            case 3, 4, 5, 6 -> new FetchBase.Computed(tree(random.nextInt(6)));
            default -> new FetchBase.Register(register());
        };
    }

    private Register register() {
        return arch.registers().get(random.nextInt(arch.registers().size()));
    }

    private FetchArgument.Fetch pieces(int most) {
        List<FetchBase.Piece> pieces = new ArrayList<>();
        int bytes = 0;
        int count = 1 + random.nextInt(4);
        while (pieces.size() < count) {
            boolean inMemory = random.nextBoolean();
            int size = 1 + random.nextInt(inMemory ? 12 : 8);
            if (bytes + size > Math.max(most, 8)) {
                break;
            }
            pieces.add(new FetchBase.Piece(inMemory ? address() : tree(random.nextInt(3)), inMemory, space(), size));
            bytes += size;
        }
        return pieces.isEmpty()
                ? pieces(8)
                : new FetchArgument.Fetch(new FetchBase.Pieces(pieces), List.of(), new FetchLeaf.Memory(bytes));
    }

    /** A tree of up to that many levels above its leaves. */
    public FetchValue tree(int levels) {
        if (levels == 0) {
            return switch (random.nextInt(5)) {
                case 0 -> new FetchValue.Constant(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(140) - 70);
                case 1 -> new FetchValue.Symbol("variable", random.nextInt(64) - 32);
                default -> new FetchValue.Register(register());
            };
        }
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new FetchValue.Memory(address(), 1 << random.nextInt(4), space());
            case 3 -> new FetchValue.Extend(tree(levels - 1), 1 + random.nextInt(64), random.nextBoolean());
            case 4 -> new FetchValue.Unary(UnaryOperator.values()[random.nextInt(2)], tree(levels - 1));
            default -> new FetchValue.Binary(operator(), tree(random.nextInt(levels)), tree(levels - 1));
        };
    }

    private FetchValue address() {
        FetchValue offset = random.nextBoolean()
                ? new FetchValue.Constant(random.nextInt(BLOCK + 16))
                : new FetchValue.Binary(
                        BinaryOperator.AND, tree(random.nextInt(3)), new FetchValue.Constant(BLOCK - 1));
        return new FetchValue.Binary(
                BinaryOperator.ADD,
                new FetchValue.Constant(random.nextInt(3) == 0 ? USER : KERNEL),
                random.nextInt(10) == 0 ? tree(1) : offset);
    }

    private BinaryOperator operator() {
        return BinaryOperator.values()[random.nextInt(BinaryOperator.values().length)];
    }

    private FetchLeaf leaf(boolean inMemory, int most) {
        int container = 1 << random.nextInt(4);
        return switch (random.nextInt(inMemory ? 5 : 2)) {
            case 0, 4 -> new FetchLeaf.Int(container, random.nextBoolean());
            case 1 -> {
                int width = 1 + random.nextInt(8 * container);
                yield new FetchLeaf.Bits(
                        container, random.nextInt(8 * container - width + 1), width, random.nextBoolean());
            }
            case 2 -> new FetchLeaf.Text(1 + random.nextInt(most));
            default -> new FetchLeaf.Memory(1 + random.nextInt(most));
        };
    }
}
