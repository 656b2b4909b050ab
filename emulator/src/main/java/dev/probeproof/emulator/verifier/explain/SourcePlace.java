// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

/**
 * Where an instruction comes from.
 *
 * @param function name of the function it is in, or empty
 * @param file name without folders, or empty
 * @param line from 1, or 0 if not known
 * @param text the line of C without indentation, or empty
 */
public record SourcePlace(String function, String file, int line, String text) {
    /** {@code counter.bpf.c:41}, or empty. */
    public String position() {
        return file.isEmpty() || line == 0 ? "" : file + ":" + line;
    }
}
