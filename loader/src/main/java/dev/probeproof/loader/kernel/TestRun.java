// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.bytes.Bytes;

/** {@code BPF_PROG_TEST_RUN}: what goes in and what comes out. */
public final class TestRun {
    private TestRun() {}

    /**
     * @param data packet bytes, or empty
     * @param context context bytes, or empty
     */
    public record Input(Bytes data, Bytes context) {}

    /**
     * @param returnValue the low 32 bits of r0
     * @param data packet bytes after the run
     */
    public record Output(int returnValue, Bytes data) {}
}
