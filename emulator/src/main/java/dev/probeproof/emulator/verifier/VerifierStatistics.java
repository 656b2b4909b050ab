// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

/**
 * The figures of the log's last line.
 *
 * @param processed instructions followed, on all paths together
 * @param limit how many the release follows at most
 * @param peakStates states kept at once
 */
public record VerifierStatistics(
        long processed, long limit, int maxStatesPerInstruction, int totalStates, int peakStates, int markRead) {}
