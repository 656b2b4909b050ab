// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import dev.probeproof.loader.uapi.Errno;

/**
 * A {@code bpf(2)} call whose argument lies ready in native memory: what a map needs to be read a million times. Not
 * safe for use by two threads at once.
 */
public final class PreparedBpf implements AutoCloseable {
    private static final int ELEMENT_FLAGS = 24;

    private final Syscalls syscalls;
    private final BpfAttribute attribute;
    private final NativeMemory memory;
    private final int command;
    private final int size;

    PreparedBpf(Syscalls syscalls, BpfAttribute attribute) {
        this.syscalls = syscalls;
        this.attribute = attribute;
        this.memory = syscalls.allocate(BpfAttribute.MAX_BYTES);
        this.command = attribute.command().number();
        this.size = attribute.size();
        attribute.copyTo(memory);
    }

    /** The kernel's answer; an interrupted call is made again. */
    public long call() {
        return call(size);
    }

    /** The same call with other flags, for the element commands of maps. */
    public long callWithElementFlags(long flags) {
        memory.bytes().putLong(ELEMENT_FLAGS, flags);
        return call(flags == 0 ? ELEMENT_FLAGS : ELEMENT_FLAGS + Long.BYTES);
    }

    private long call(int sizeBytes) {
        long result = syscalls.bpf(command, memory, sizeBytes);
        while (result == -Errno.EINTR.number()) {
            result = syscalls.bpf(command, memory, sizeBytes);
        }
        return result;
    }

    void readBack() {
        attribute.copyFrom(memory);
    }

    @Override
    public void close() {
        memory.close();
    }
}
