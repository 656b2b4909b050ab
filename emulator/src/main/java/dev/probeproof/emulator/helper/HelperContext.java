// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import org.jspecify.annotations.Nullable;

/** What a helper may touch while a program runs. */
public interface HelperContext {
    /** Kernel memory, the program's stack, context and map values included. */
    AddressSpace kernelMemory();

    AddressSpace userMemory();

    World world();

    /** Address of the program's context. */
    long contextAddress();

    /** The map that a register holds. Throws an execution fault if the value is no map. */
    EmulatedMap map(long pointer);

    /** Runs a function of the program, as helpers with callbacks do, and returns its r0. */
    long callFunction(long function, long a1, long a2, long a3, long a4, long a5);

    /**
     * Asks the engine to go on with the program at an index of a program array after the helper returns.
     *
     * @return false if the kernel's limit of 33 is reached or the slot is empty: the call then simply fails
     */
    boolean tailCall(EmulatedMap programArray, long index);

    /** The packet that the program runs on, or null. */
    default @Nullable RunPacket packet() {
        return null;
    }

    /** What lies in kernel memory, by its types. */
    default KernelObjects objects() {
        throw new ExecutionFault(ExecutionFault.Kind.NOT_EMULATED, "not emulated: a kernel without types");
    }

    /** The variables of the kernel. */
    default KernelVariables variables() {
        throw new ExecutionFault(ExecutionFault.Kind.NOT_EMULATED, "not emulated: a kernel without variables");
    }

    /** A line for {@code trace_pipe}. */
    void print(String line);
}
