// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.memory;

/**
 * An access to memory that is not mapped, or not writable. Has no stack trace: helpers turn it into an errno, engines
 * into a fault of the program, and replays meet it by the million.
 */
public final class MemoryFault extends Exception {
    private final long address;
    private final int sizeBytes;
    private final boolean write;

    public MemoryFault(long address, int sizeBytes, boolean write) {
        super(null, null, false, false);
        this.address = address;
        this.sizeBytes = sizeBytes;
        this.write = write;
    }

    /** The first byte of the access. */
    public long address() {
        return address;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    public boolean isWrite() {
        return write;
    }

    @Override
    public String getMessage() {
        return (write ? "write" : "read") + " of " + sizeBytes + " bytes at 0x" + Long.toHexString(address);
    }
}
