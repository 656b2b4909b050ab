// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.number;

/** Both sides of a comparison on one of its branches. */
public record Refined(Bounds left, Bounds right) {}
