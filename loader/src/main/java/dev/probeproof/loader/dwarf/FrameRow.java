// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rules of a frame from one address on.
 *
 * @param from the first address they hold at
 * @param cfa where the frame starts
 * @param registers rules by DWARF register number; what has none is as the ABI says
 * @param signedReturnAddress arm64: the return address is signed (pointer authentication)
 */
record FrameRow(long from, FrameRule cfa, Map<Long, FrameRule> registers, boolean signedReturnAddress) {
    static final FrameRow EMPTY = new FrameRow(0, new FrameRule.Undefined(), Map.of(), false);

    FrameRow at(long address) {
        return new FrameRow(address, cfa, registers, signedReturnAddress);
    }

    FrameRow withCfa(FrameRule rule) {
        return new FrameRow(from, rule, registers, signedReturnAddress);
    }

    FrameRow with(long register, FrameRule rule) {
        Map<Long, FrameRule> changed = new TreeMap<>(registers);
        changed.put(register, rule);
        return new FrameRow(from, cfa, changed, signedReturnAddress);
    }

    FrameRow without(long register) {
        Map<Long, FrameRule> changed = new TreeMap<>(registers);
        changed.remove(register);
        return new FrameRow(from, cfa, changed, signedReturnAddress);
    }

    FrameRow withReturnAddressSigned(boolean signed) {
        return new FrameRow(from, cfa, registers, signed);
    }

    Optional<FrameRule> rule(long register) {
        return Optional.ofNullable(registers.get(register));
    }
}
