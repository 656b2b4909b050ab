// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.nio.ByteBuffer;

/** Memory at an address that the kernel can be told. Its content is gone once it is closed. */
public interface NativeMemory extends AutoCloseable {
    /** Where it starts, as a pointer field of a kernel structure holds it. */
    long address();

    /** All of it, in the byte order of the machine. Every call gives the same buffer: use absolute positions. */
    ByteBuffer bytes();

    /** Frees it; a second close does nothing. */
    @Override
    void close();
}
