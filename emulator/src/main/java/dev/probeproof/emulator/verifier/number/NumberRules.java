// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.profile.KernelProfile;

/**
 * How a release concludes: which of the verifier's ways to narrow bounds it has.
 *
 * @param crossesWidths 6.8: low half and whole narrow each other, and a comparison narrows both its sides
 * @param deductionRounds how often one sync lets the ranges narrow each other
 * @param splitsAtSign a signed range that crosses zero still narrows an unsigned one that touches one piece of it
 * @param splitsLowAtSign the same for the low half
 * @param learnsFromPositiveLow a sign-extended number whose low half is not negative has a zero upper half
 * @param invertsConstantLeft 6.4: a constant on the left decides a branch like one on the right
 * @param sourceMayVary 6.10: OR, XOR and MUL with an unknown right side give bounds; before, only ADD, SUB and AND
 * @param castsBitwiseSigned 6.10: AND, OR, XOR take the signed range from the unsigned result
 * @param product how tristate numbers are multiplied
 * @param multipliesSigned 6.14: products of ranges that may be negative have bounds
 * @param addsWhenAllOverflow sums that overflow at both ends keep their unsigned range
 * @param negates NEG gives bounds
 * @param comparesBits bits that differ decide an equality
 * @param restartsWithoutBits when tested bits turn out clear, the ranges start anew from the bits
 * @param ordersBytes byte-order conversions keep what is known of the bits
 * @param picksSingleMember the only number that bits and unsigned range have in common is taken for known
 * @param splitsMasks AND and OR of a number that is 0 or -1 are followed on two paths
 * @param shiftsSignOut a left shift by 32 keeps negative ends of the low half
 * @param learnsLowBitsFromWhole the unsigned range of the whole tells bits of the low half
 * @param circular 7.2: one circular range for each width, signed and unsigned ends are read off it; division by a
 *     constant has bounds, and a branch on which nothing is possible is dead
 * @param knowsSameRegister a register compared with itself decides the branch
 */
public record NumberRules(
        boolean crossesWidths,
        int deductionRounds,
        boolean splitsAtSign,
        boolean splitsLowAtSign,
        boolean learnsFromPositiveLow,
        boolean invertsConstantLeft,
        boolean sourceMayVary,
        boolean castsBitwiseSigned,
        TnumProduct product,
        boolean multipliesSigned,
        boolean addsWhenAllOverflow,
        boolean negates,
        boolean comparesBits,
        boolean restartsWithoutBits,
        boolean ordersBytes,
        boolean picksSingleMember,
        boolean splitsMasks,
        boolean shiftsSignOut,
        boolean learnsLowBitsFromWhole,
        boolean circular,
        boolean knowsSameRegister) {

    /** The rules of a release. */
    public static NumberRules of(KernelProfile profile) {
        boolean cross = profile.has(KernelChange.CROSS_WIDTH_BOUNDS);
        boolean split = profile.has(KernelChange.SPLIT_AT_SIGN_BOUNDS);
        boolean singles = profile.has(KernelChange.SINGLE_MEMBER_BOUNDS);
        return new NumberRules(
                cross,
                split ? 3 : cross ? 2 : 1,
                split,
                split,
                profile.has(KernelChange.SIGN_EXTENDED_BOUNDS),
                profile.has(KernelChange.CONSTANT_LEFT_BRANCH),
                profile.has(KernelChange.VARIABLE_SOURCE_BOUNDS),
                profile.has(KernelChange.VARIABLE_SOURCE_BOUNDS),
                product(profile),
                profile.has(KernelChange.SIGNED_PRODUCT_BOUNDS),
                profile.has(KernelChange.WRAPPED_SUM_BOUNDS),
                profile.has(KernelChange.NEGATION_BOUNDS),
                profile.has(KernelChange.BITS_DECIDE_EQUALITY),
                profile.has(KernelChange.CLEAR_BITS_RESTART),
                profile.has(KernelChange.BYTE_ORDER_BOUNDS),
                singles,
                profile.has(KernelChange.MASK_FORKS),
                profile.has(KernelChange.SIGNED_SHIFT_OUT),
                profile.has(KernelChange.LOW_BITS_FROM_WHOLE),
                profile.has(KernelChange.CIRCULAR_BOUNDS),
                profile.has(KernelChange.SAME_REGISTER_BRANCH));
    }

    private static TnumProduct product(KernelProfile profile) {
        if (profile.has(KernelChange.UNION_TNUM_PRODUCT)) {
            return TnumProduct.UNION_OF_SUMS;
        }
        return profile.has(KernelChange.SEPARATE_TNUM_PRODUCT)
                ? TnumProduct.SEPARATE_UNKNOWN
                : TnumProduct.HALF_MULTIPLY;
    }
}
