// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.machine.Relocations.Entry;
import dev.probeproof.loader.arch.Arch;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What the relocation numbers of each architecture mean (their psABI supplements): those that C compilers write for simple
 * code, and those of a dynamic linker. Another number is refused by name when the page that has it is used.
 */
enum RelocationRules {
    X86_64(Set.of(9, 41, 42), Set.of(0)) {
        @Override
        int apply(Entry entry, ByteBuffer bytes, Relocations all) {
            return switch (entry.type()) {
                case 1, 8 -> word(bytes, entry.target());
                case 6, 7 -> word(bytes, entry.symbol());
                case 24 -> word(bytes, entry.target() - entry.at());
                case 2, 4 -> signed(entry, bytes, entry.target() - entry.at(), all);
                case 10 -> unsigned(entry, bytes, entry.target(), all);
                case 11 -> signed(entry, bytes, entry.target(), all);
                case 9, 41, 42 ->
                    signed(entry, bytes, all.globalOffset(entry.symbol()) + entry.addend() - entry.at(), all);
                default -> throw unknown(entry, all);
            };
        }
    },
    ARM64(Set.of(311, 312), Set.of(0, 256)) {
        @Override
        int apply(Entry entry, ByteBuffer bytes, Relocations all) {
            long target = entry.target();
            int old = bytes.getInt(0);
            return switch (entry.type()) {
                case 257, 1027 -> word(bytes, target);
                case 1025, 1026 -> word(bytes, entry.symbol());
                case 260 -> word(bytes, target - entry.at());
                case 258 -> half(bytes, target);
                case 261 -> signed(entry, bytes, target - entry.at(), all);
                case 275, 276 -> half(bytes, page(old, target, entry.at()));
                case 311 -> half(bytes, page(old, all.globalOffset(entry.symbol()), entry.at()));
                case 274 -> half(bytes, split(old, target - entry.at()));
                case 277, 278 -> half(bytes, low(old, target, 0));
                case 284 -> half(bytes, low(old, target, 1));
                case 285 -> half(bytes, low(old, target, 2));
                case 286 -> half(bytes, low(old, target, 3));
                case 312 -> half(bytes, low(old, all.globalOffset(entry.symbol()), 3));
                case 299 -> half(bytes, low(old, target, 4));
                case 279 -> half(bytes, field(old, target - entry.at() >> 2, 14, 5));
                case 280 -> half(bytes, field(old, target - entry.at() >> 2, 19, 5));
                case 282, 283 -> half(bytes, field(old, target - entry.at() >> 2, 26, 0));
                default -> throw unknown(entry, all);
            };
        }

        private long page(int old, long target, long at) {
            return split(old, (target >> 12) - (at >> 12));
        }

        private long split(int old, long value) {
            return field(field(old, value, 2, 29), value >> 2, 19, 5);
        }

        private long low(int old, long target, int shift) {
            return field(old, (target & 0xfff) >> shift, 12, 10);
        }
    },
    RISCV64(Set.of(20), Set.of(0, 43, 51)) {
        @Override
        int apply(Entry entry, ByteBuffer bytes, Relocations all) {
            long target = entry.target();
            long distance = target - entry.at();
            int old = bytes.getInt(0);
            return switch (entry.type()) {
                case 1 -> half(bytes, target);
                case 2, 3 -> word(bytes, target);
                case 5 -> word(bytes, entry.symbol());
                case 57 -> signed(entry, bytes, distance, all);
                case 16 ->
                    half(
                            bytes,
                            field(
                                    field(
                                            field(field(old, distance >> 11, 1, 7), distance >> 1, 4, 8),
                                            distance >> 5,
                                            6,
                                            25),
                                    distance >> 12,
                                    1,
                                    31));
                case 17 ->
                    half(
                            bytes,
                            field(
                                    field(
                                            field(field(old, distance >> 12, 8, 12), distance >> 11, 1, 20),
                                            distance >> 1,
                                            10,
                                            21),
                                    distance >> 20,
                                    1,
                                    31));
                case 18, 19 -> {
                    int second = bytes.getInt(4);
                    half(bytes, upper(old, distance));
                    bytes.putInt(4, (int) field(second, distance, 12, 20));
                    yield 8;
                }
                case 20 -> half(bytes, upper(old, all.globalOffset(entry.symbol()) - entry.at()));
                case 23 -> half(bytes, upper(old, distance));
                case 26 -> half(bytes, upper(old, target));
                case 24 -> half(bytes, field(old, high(entry, all), 12, 20));
                case 27 -> half(bytes, field(old, target, 12, 20));
                case 25 -> half(bytes, store(old, high(entry, all)));
                case 28 -> half(bytes, store(old, target));
                case 44, 45 -> compressed(entry, bytes, distance);
                default -> throw unknown(entry, all);
            };
        }

        /** The distance whose upper part the instruction at the symbol has. */
        private long high(Entry entry, Relocations all) {
            Entry upper = all.at(entry.symbol(), entry);
            long target = upper.type() == 20 ? all.globalOffset(upper.symbol()) : upper.target();
            return target - upper.at();
        }

        /** The lower 12 bits are added with their sign. */
        private long upper(int old, long value) {
            return field(old, value + 0x800 >> 12, 20, 12);
        }

        private long store(int old, long value) {
            return field(field(old, value, 5, 7), value >> 5, 7, 25);
        }

        private int compressed(Entry entry, ByteBuffer bytes, long d) {
            long old = bytes.getShort(0);
            long changed = entry.type() == 45
                    ? field(
                            field(
                                    field(
                                            field(
                                                    field(
                                                            field(
                                                                    field(field(old, d >> 5, 1, 2), d >> 1, 3, 3),
                                                                    d >> 7,
                                                                    1,
                                                                    6),
                                                            d >> 6,
                                                            1,
                                                            7),
                                                    d >> 10,
                                                    1,
                                                    8),
                                            d >> 8,
                                            2,
                                            9),
                                    d >> 4,
                                    1,
                                    11),
                            d >> 11,
                            1,
                            12)
                    : field(
                            field(field(field(field(old, d >> 5, 1, 2), d >> 1, 2, 3), d >> 6, 2, 5), d >> 3, 2, 10),
                            d >> 8,
                            1,
                            12);
            bytes.putShort(0, (short) changed);
            return 2;
        }
    },
    S390X(Set.of(26), Set.of(0)) {
        @Override
        int apply(Entry entry, ByteBuffer bytes, Relocations all) {
            long distance = entry.target() - entry.at();
            return switch (entry.type()) {
                case 4 -> half(bytes, entry.target());
                case 5 -> signed(entry, bytes, distance, all);
                case 16 -> quarter(bytes, distance);
                case 17, 18 -> quarter(bytes, distance >> 1);
                case 19, 20 -> signed(entry, bytes, distance >> 1, all);
                case 22, 12 -> word(bytes, entry.target());
                case 10, 11 -> word(bytes, entry.symbol());
                case 23 -> word(bytes, distance);
                case 26 ->
                    signed(entry, bytes, all.globalOffset(entry.symbol()) + entry.addend() - entry.at() >> 1, all);
                default -> throw unknown(entry, all);
            };
        }
    };

    private final Set<Integer> throughGlobalOffsets;
    private final Set<Integer> silent;

    RelocationRules(Set<Integer> throughGlobalOffsets, Set<Integer> silent) {
        this.throughGlobalOffsets = throughGlobalOffsets;
        this.silent = silent;
    }

    static RelocationRules of(Arch arch) {
        return switch (arch.name()) {
            case "x86_64" -> X86_64;
            case "arm64" -> ARM64;
            case "riscv64" -> RISCV64;
            case "s390x" -> S390X;
            default -> throw new MachineException("no relocations of " + arch.name() + " are known");
        };
    }

    boolean needsGlobalOffset(int type) {
        return throughGlobalOffsets.contains(type);
    }

    /** Whether a record changes nothing: hints to a linker. */
    boolean saysNothing(int type) {
        return silent.contains(type);
    }

    /**
     * Changes the bytes at the record's address.
     *
     * @return how many
     */
    abstract int apply(Entry entry, ByteBuffer bytes, Relocations all);

    static int word(ByteBuffer bytes, long value) {
        bytes.putLong(0, value);
        return 8;
    }

    static int half(ByteBuffer bytes, long value) {
        bytes.putInt(0, (int) value);
        return 4;
    }

    static int quarter(ByteBuffer bytes, long value) {
        bytes.putShort(0, (short) value);
        return 2;
    }

    static int signed(Entry entry, ByteBuffer bytes, long value, Relocations all) {
        if (value != (int) value) {
            throw new MachineException(
                    all.describe(entry) + ": the value " + value + " does not fit in 32 bits with a sign");
        }
        return half(bytes, value);
    }

    static int unsigned(Entry entry, ByteBuffer bytes, long value, Relocations all) {
        if (value != (value & 0xffff_ffffL)) {
            throw new MachineException(all.describe(entry) + ": the address 0x" + Long.toHexString(value)
                    + " does not fit in 32 bits; compile with -mcmodel=kernel or -fPIC");
        }
        return half(bytes, value);
    }

    /** An instruction with the low bits of a value in one of its fields. */
    static long field(long instruction, long value, int bits, int from) {
        long mask = (1L << bits) - 1 << from;
        return instruction & ~mask | value << from & mask;
    }

    static MachineException unknown(Entry entry, Relocations all) {
        return new MachineException(all.describe(entry) + " is of a kind that is not known");
    }
}
