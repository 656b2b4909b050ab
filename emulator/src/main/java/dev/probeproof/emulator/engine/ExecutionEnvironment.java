// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything outside the program that a run needs. */
public interface ExecutionEnvironment {
    AddressSpace kernelMemory();

    AddressSpace userMemory();

    World world();

    /** Which addresses are the kernel's and which are user space's. */
    AddressRules addressRules();

    /** The helper of that number, if the program may call it. */
    Optional<Helper> helper(int number);

    /**
     * The same helpers by number, as {@link dev.probeproof.emulator.helper.HelperTable} makes them; always the same array. An environment that runs many
     * programs keeps one.
     */
    Helper[] helpers();

    /**
     * Whether a load from there, where nothing is, gives 0 and goes on, as kernels do for loads through pointers whose types
     * the verifier knows. Told only of loads that failed.
     *
     * @param contextAddress of the run
     */
    default boolean toleratesLoad(long address, long contextAddress) {
        return false;
    }

    /** The map that an address stands for, or null. */
    @Nullable
    EmulatedMap mapAt(long address);

    /** The program in a slot of a program array, or null. */
    @Nullable
    Executable programAt(EmulatedMap programArray, long index);

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
