// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * A second meaning of expressions, on numbers instead of trees: written from the DWARF standard with arithmetic of unbounded
 * integers, and sharing nothing with the first. Also makes random expressions that it can run.
 */
final class DwarfStackMachine {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);

    private final LongUnaryOperator registers;
    private final LongUnaryOperator memory;
    private final Deque<Long> stack = new ArrayDeque<>();

    /**
     * @param registers by DWARF number
     * @param memory the byte at an address
     */
    DwarfStackMachine(LongUnaryOperator registers, LongUnaryOperator memory) {
        this.registers = registers;
        this.memory = memory;
    }

    /** Operators that take one value, two values, or none; memory is read little-endian. */
    static byte[] random(Random random) {
        List<Integer> bytes = new ArrayList<>();
        int depth = 0;
        int[] binary = {
            0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e
        };
        for (int i = 0; i < 24 || depth != 1; i++) {
            int choice = random.nextInt(i < 24 ? 12 : 4);
            if (depth >= 2 && choice < 4) {
                bytes.add(binary[random.nextInt(binary.length)]);
                depth--;
            } else if (depth >= 1 && choice < 7) {
                int[] unary = {0x19, 0x1f, 0x20, 0x06, 0x94, 0x23};
                int code = unary[random.nextInt(unary.length)];
                bytes.add(code);
                if (code == 0x94) {
                    bytes.add(1 << random.nextInt(4));
                } else if (code == 0x23) {
                    bytes.add(random.nextInt(128));
                }
            } else if (depth >= 2 && choice < 9) {
                int[] moves = depth > 2 ? new int[] {0x12, 0x14, 0x16, 0x17} : new int[] {0x12, 0x14, 0x16};
                int code = moves[random.nextInt(moves.length)];
                bytes.add(code);
                depth += code < 0x16 ? 1 : 0;
            } else if (depth < 6) {
                switch (random.nextInt(3)) {
                    case 0 -> bytes.add(0x30 + random.nextInt(32));
                    case 1 -> bytes.addAll(List.of(0x09, random.nextInt(256)));
                    default -> bytes.addAll(List.of(0x70 + random.nextInt(16), random.nextInt(128)));
                }
                depth++;
            }
        }
        byte[] all = new byte[bytes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.get(i).byteValue();
        }
        return all;
    }

    long run(byte[] code) {
        for (int at = 0; at < code.length; ) {
            int op = code[at++] & 0xff;
            if (op >= 0x30 && op < 0x50) {
                stack.push((long) op - 0x30);
            } else if (op >= 0x70 && op < 0x80) {
                int low = code[at++];
                int offset = low >= 64 ? low - 128 : low;
                stack.push(registers.applyAsLong(op - 0x70) + offset);
            } else if (op == 0x09) {
                stack.push((long) code[at++]);
            } else if (op == 0x23) {
                stack.push(stack.pop() + code[at++]);
            } else if (op == 0x06 || op == 0x94) {
                stack.push(load(stack.pop(), op == 0x06 ? 8 : code[at++]));
            } else {
                step(op);
            }
        }
        return stack.pop();
    }

    private long load(long address, int size) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < size; i++) {
            value = value.add(
                    BigInteger.valueOf(memory.applyAsLong(address + i) & 0xff).shiftLeft(8 * i));
        }
        return value.longValue();
    }

    private static BigInteger unsigned(long value) {
        return BigInteger.valueOf(value).mod(MODULUS);
    }

    private void step(int op) {
        long b = stack.pop();
        switch (op) {
            case 0x12 -> {
                stack.push(b);
                stack.push(b);
                return;
            }
            case 0x19 -> {
                stack.push(BigInteger.valueOf(b).abs().longValue());
                return;
            }
            case 0x1f -> {
                stack.push(BigInteger.valueOf(b).negate().longValue());
                return;
            }
            case 0x20 -> {
                stack.push(BigInteger.valueOf(b).not().longValue());
                return;
            }
            default -> {}
        }
        long a = stack.pop();
        if (op == 0x14) {
            stack.push(a);
            stack.push(b);
            stack.push(a);
        } else if (op == 0x16) {
            stack.push(b);
            stack.push(a);
        } else if (op == 0x17) {
            long third = stack.pop();
            stack.push(b);
            stack.push(third);
            stack.push(a);
        } else {
            stack.push(combine(op, a, b).longValue());
        }
    }

    private static BigInteger combine(int op, long left, long right) {
        BigInteger a = BigInteger.valueOf(left);
        BigInteger b = BigInteger.valueOf(right);
        int distance = unsigned(right).min(BigInteger.valueOf(64)).intValue();
        int order = a.compareTo(b);
        return switch (op) {
            case 0x1a -> a.and(b);
            case 0x1b -> right == 0 ? BigInteger.ZERO : a.divide(b);
            case 0x1c -> a.subtract(b);
            case 0x1d -> right == 0 ? a : unsigned(left).mod(unsigned(right));
            case 0x1e -> a.multiply(b);
            case 0x21 -> a.or(b);
            case 0x22 -> a.add(b);
            case 0x24 -> a.shiftLeft(distance);
            case 0x25 -> unsigned(left).shiftRight(distance);
            case 0x26 -> a.shiftRight(distance);
            case 0x27 -> a.xor(b);
            case 0x29 -> truth(order == 0);
            case 0x2a -> truth(order >= 0);
            case 0x2b -> truth(order > 0);
            case 0x2c -> truth(order <= 0);
            case 0x2d -> truth(order < 0);
            default -> truth(order != 0);
        };
    }

    private static BigInteger truth(boolean holds) {
        return holds ? BigInteger.ONE : BigInteger.ZERO;
    }
}
