// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that lives as long as one operation: what the pointers of its arguments point to.
 *
 * <pre>{@code
 * try (NativeArena arena = new NativeArena(syscalls)) {
 *     long result = bpf.call(BpfAttribute.rawTracepointOpen(arena.text("sched_switch"), fd));
 * }
 * }</pre>
 */
public final class NativeArena implements AutoCloseable {
    private final Syscalls syscalls;
    private final List<NativeMemory> owned = new ArrayList<>();

    public NativeArena(Syscalls syscalls) {
        this.syscalls = syscalls;
    }

    /** Zeroed memory. */
    public NativeMemory allocate(int sizeBytes) {
        NativeMemory memory = syscalls.allocate(sizeBytes);
        owned.add(memory);
        return memory;
    }

    /** Memory that holds these bytes. */
    public NativeMemory copy(byte[] content) {
        NativeMemory memory = allocate(Math.max(1, content.length));
        memory.bytes().put(0, content);
        return memory;
    }

    /** The address of these bytes, or 0 (the kernel's "absent") if there are none. */
    public long pointer(byte[] content) {
        return content.length == 0 ? 0 : copy(content).address();
    }

    /** The address of this text in UTF-8 with a NUL at the end. */
    public long text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = allocate(encoded.length + 1);
        memory.bytes().put(0, encoded);
        return memory.address();
    }

    @Override
    public void close() {
        owned.forEach(NativeMemory::close);
        owned.clear();
    }
}
