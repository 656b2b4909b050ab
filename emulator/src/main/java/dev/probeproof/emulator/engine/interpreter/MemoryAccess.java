// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.engine.ExecutionListener;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.packet.RunPacket;
import org.jspecify.annotations.Nullable;

/** Loads and stores of a program, seen by the listener. */
final class MemoryAccess {
    private ExecutionEnvironment environment;
    private AddressSpace memory;
    private @Nullable ExecutionListener listener;
    private @Nullable RunPacket packet;
    private long contextAddress;

    MemoryAccess(ExecutionEnvironment environment) {
        this.environment = environment;
        this.memory = environment.kernelMemory();
    }

    /**
     * Begins a run.
     *
     * @param ofRun whose context lies at that address, or null if the program runs on none
     */
    void begin(ExecutionEnvironment of, @Nullable ExecutionListener by, @Nullable RunPacket ofRun, long context) {
        if (environment != of) {
            environment = of;
            memory = of.kernelMemory();
        }
        if (listener != by) {
            listener = by;
        }
        if (packet != ofRun) {
            packet = ofRun;
        }
        contextAddress = context;
    }

    /** Zero-extended. */
    long load(int slot, long address, int sizeBytes) throws MemoryFault {
        long value = found(address, sizeBytes);
        if (listener != null) {
            listener.memoryAccess(slot, address, sizeBytes, false, value);
        }
        return value;
    }

    private long found(long address, int sizeBytes) throws MemoryFault {
        try {
            return memory.load(address, sizeBytes);
        } catch (MemoryFault fault) {
            if (environment.toleratesLoad(address, contextAddress)) {
                return 0;
            }
            throw fault;
        }
    }

    void store(int slot, long address, int sizeBytes, long value) throws MemoryFault {
        memory.store(address, sizeBytes, value);
        if (packet != null) {
            packet.contextStored(address - contextAddress);
        }
        if (listener != null) {
            long stored = sizeBytes == 8 ? value : Arithmetic.truncate(value, sizeBytes * 8);
            listener.memoryAccess(slot, address, sizeBytes, true, stored);
        }
    }
}
