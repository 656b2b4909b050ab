// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;

/** Test runs that take a context and no packet. */
final class TestRunInput {
    private TestRunInput() {}

    static byte[] contextOnly(ProgramType type, TestRun.Input input, int maxBytes) {
        if (input.data().size() != 0) {
            throw refused(type, "it takes no packet");
        }
        if (input.context().size() > maxBytes) {
            throw refused(type, "a context of " + input.context().size() + " bytes, at most " + maxBytes);
        }
        return input.context().toArray();
    }

    private static KernelException refused(ProgramType type, String detail) {
        return new KernelException("test-run a program of type " + type, Errno.EINVAL, detail);
    }
}
