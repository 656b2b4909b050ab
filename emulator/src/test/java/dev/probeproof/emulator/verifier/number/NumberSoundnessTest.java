// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a release concludes, the real result of real members is never excluded. The seed is fixed. */
final class NumberSoundnessTest {
    private static final int[] OPERATIONS = {
        Opcode.ADD,
        Opcode.SUB,
        Opcode.MUL,
        Opcode.DIV,
        Opcode.OR,
        Opcode.AND,
        Opcode.LSH,
        Opcode.RSH,
        Opcode.NEG,
        Opcode.MOD,
        Opcode.XOR,
        Opcode.ARSH
    };
    private static final int[] JUMPS = {
        Opcode.JEQ,
        Opcode.JNE,
        Opcode.JSET,
        Opcode.JGT,
        Opcode.JGE,
        Opcode.JLT,
        Opcode.JLE,
        Opcode.JSGT,
        Opcode.JSGE,
        Opcode.JSLT,
        Opcode.JSLE
    };
    private static final int ROUNDS = 400;
    private static final int STEPS = 12;

    /** Bounds and one number that they must allow. */
    private record Known(Bounds bounds, long member) {}

    @ParameterizedTest
    @ValueSource(strings = {"4.18", "5.10", "6.1", "6.8", "6.12", "6.18", "7.2"})
    void realResultsLieWithinTheBounds(String release) {
        NumberRules rules = NumberRules.of(KernelProfile.of(release));
        Random random = new Random(41);
        for (int round = 0; round < ROUNDS; round++) {
            List<Known> registers = new ArrayList<>();
            for (int register = 0; register < 4; register++) {
                registers.add(start(rules, random));
            }
            for (int step = 0; step < STEPS; step++) {
                int target = random.nextInt(4);
                int other = (target + 1 + random.nextInt(3)) % 4;
                if (random.nextInt(3) == 0) {
                    branch(rules, random, registers, target, other);
                } else {
                    registers.set(target, computed(rules, random, registers.get(target), registers.get(other)));
                }
            }
        }
    }

    private static Known start(NumberRules rules, Random random) {
        long any = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(600) - 300L;
        return switch (random.nextInt(6)) {
            case 0 -> new Known(Bounds.constant(any), any);
            case 1 -> new Known(Bounds.ofBytes(rules, 1), any & 0xff);
            case 2 -> new Known(Bounds.ofBytes(rules, 4), any & 0xffff_ffffL);
            case 3 -> new Known(Bounds.UNKNOWN.signExtended(rules, 16, true), (short) any);
            default -> new Known(Bounds.UNKNOWN, any);
        };
    }

    private static Known computed(NumberRules rules, Random random, Known left, Known right) {
        int operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        boolean wide = random.nextInt(3) != 0;
        boolean shift = operation == Opcode.LSH || operation == Opcode.RSH || operation == Opcode.ARSH;
        Known source = right;
        if (shift) {
            int bits = random.nextInt(wide ? 64 : 32);
            source = new Known(Bounds.constant(bits), bits);
        } else if (random.nextInt(3) == 0) {
            long number = random.nextInt(2000) - 1000L;
            source = new Known(Bounds.constant(number), number);
        }
        long result = wide
                ? result64(operation, left.member(), source.member())
                : result32(operation, (int) left.member(), (int) source.member()) & 0xffff_ffffL;
        Bounds bounds = Arithmetic.apply(rules, operation, wide, left.bounds(), source.bounds());
        return checked(new Known(bounds, result), "operation 0x" + Integer.toHexString(operation), left, source);
    }

    private static void branch(NumberRules rules, Random random, List<Known> registers, int target, int other) {
        int jump = JUMPS[random.nextInt(JUMPS.length)];
        boolean wide = random.nextInt(3) != 0;
        Known left = registers.get(target);
        Known right = registers.get(other);
        boolean taken = wide
                ? holds(jump, left.member(), right.member(), 0)
                : holds(jump, (int) left.member(), (int) right.member(), 0xffff_ffffL);
        String what = "jump 0x" + Integer.toHexString(jump);
        assertThat(Branch.outcome(rules, jump, wide, left.bounds(), right.bounds()))
                .as("%s of %s and %s", what, left, right)
                .isNotEqualTo(taken ? Outcome.NEVER : Outcome.ALWAYS);
        Refined refined = Branch.refine(rules, jump, wide, taken, left.bounds(), right.bounds());
        registers.set(target, checked(new Known(refined.left(), left.member()), what, left, right));
        registers.set(other, checked(new Known(refined.right(), right.member()), what, left, right));
    }

    private static Known checked(Known result, String what, Known left, Known right) {
        assertThat(result.bounds().contains(result.member()))
                .as("%s of %s and %s gives %s", what, left, right, result)
                .isTrue();
        return result;
    }

    private static long result64(int operation, long left, long right) {
        return switch (operation) {
            case Opcode.ADD -> left + right;
            case Opcode.SUB -> left - right;
            case Opcode.MUL -> left * right;
            case Opcode.DIV -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case Opcode.MOD -> right == 0 ? left : Long.remainderUnsigned(left, right);
            case Opcode.OR -> left | right;
            case Opcode.AND -> left & right;
            case Opcode.XOR -> left ^ right;
            case Opcode.LSH -> left << right;
            case Opcode.RSH -> left >>> right;
            case Opcode.ARSH -> left >> right;
            default -> -left;
        };
    }

    private static int result32(int operation, int left, int right) {
        return switch (operation) {
            case Opcode.DIV -> right == 0 ? 0 : Integer.divideUnsigned(left, right);
            case Opcode.MOD -> right == 0 ? left : Integer.remainderUnsigned(left, right);
            case Opcode.RSH -> left >>> right;
            case Opcode.ARSH -> left >> right;
            case Opcode.LSH -> left << right;
            default -> (int) result64(operation, left, right);
        };
    }

    /** Numbers come sign-extended; {@code low} masks them for unsigned comparison. */
    private static boolean holds(int jump, long left, long right, long low) {
        int unsigned = Long.compareUnsigned(low == 0 ? left : left & low, low == 0 ? right : right & low);
        int signed = Long.compare(left, right);
        return switch (jump) {
            case Opcode.JEQ -> left == right;
            case Opcode.JNE -> left != right;
            case Opcode.JSET -> (left & right) != 0;
            case Opcode.JGT -> unsigned > 0;
            case Opcode.JGE -> unsigned >= 0;
            case Opcode.JLT -> unsigned < 0;
            case Opcode.JLE -> unsigned <= 0;
            case Opcode.JSGT -> signed > 0;
            case Opcode.JSGE -> signed >= 0;
            case Opcode.JSLT -> signed < 0;
            default -> signed <= 0;
        };
    }
}
