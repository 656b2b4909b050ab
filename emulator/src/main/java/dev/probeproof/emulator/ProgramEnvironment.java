// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.emulator.packet.RunPacket;
import dev.probeproof.emulator.world.World;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel as one program sees it: its memory, its maps, and the helpers that this program may call. */
final class ProgramEnvironment implements ExecutionEnvironment {
    /** How far the offset of a load reaches. */
    private static final long CONTEXT_REACH = 1 << 15;

    private final KernelState kernel;
    private final HelperAccess access;
    private final boolean followsTypes;

    /** @param followsTypes whether it is verified and may have pointers to typed memory of the kernel */
    ProgramEnvironment(KernelState kernel, HelperAccess access, boolean followsTypes) {
        this.kernel = kernel;
        this.access = access;
        this.followsTypes = followsTypes;
    }

    @Override
    public AddressSpace kernelMemory() {
        return kernel.kernelMemory();
    }

    @Override
    public AddressSpace userMemory() {
        return kernel.userMemory();
    }

    @Override
    public AddressRules addressRules() {
        return kernel.rules();
    }

    @Override
    public World world() {
        return kernel.world();
    }

    @Override
    public Optional<Helper> helper(int number) {
        return access.resolve(number);
    }

    @Override
    public Helper[] helpers() {
        return access.table();
    }

    @Override
    public boolean toleratesLoad(long address, long contextAddress) {
        // What a context is too short for is a mistake of the test; everything else that the verifier let pass has a
        // type.
        boolean ofContext = Math.abs(address - contextAddress) <= CONTEXT_REACH;
        if (!followsTypes || ofContext) {
            return false;
        }
        kernel.world().failedReads().add(address);
        return true;
    }

    @Override
    public @Nullable EmulatedMap mapAt(long address) {
        return kernel.mapAt(address);
    }

    @Override
    public @Nullable Executable programAt(EmulatedMap programArray, long index) {
        if (programArray instanceof ProgramArrayMap array && array.program(index) instanceof LoadedProgram program) {
            return program.executable();
        }
        return null;
    }

    @Override
    public @Nullable RunPacket packet() {
        return kernel.packet();
    }

    @Override
    public KernelObjects objects() {
        return kernel.objects();
    }

    @Override
    public KernelVariables variables() {
        return kernel.variables();
    }

    @Override
    public void print(String line) {
        kernel.print(line);
    }
}
