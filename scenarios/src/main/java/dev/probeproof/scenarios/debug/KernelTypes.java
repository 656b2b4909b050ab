// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.emulator.memory.FrameStack;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.scenarios.trace.CTypes;
import java.util.Optional;

/**
 * Whose layout counts: a program that follows CO-RE has its own idea of the kernel's structs, and only the kernel's is true of kernel
 * memory. What lies on stacks, in maps and in records is the program's.
 */
final class KernelTypes {
    private KernelTypes() {}

    static CTypes of(Live live) {
        return new CTypes(live.world().kernel().target().btf());
    }

    /** The type of what lies at an address, without a value. */
    static TypedValue inKernel(Live live, CTypes types, int typeId, long address) {
        TypedValue given = TypedValue.of(types, types.btf().strip(typeId), new byte[0]);
        BtfType type = types.btf().resolve(typeId);
        boolean named = (type instanceof BtfType.Composite || type instanceof BtfType.Fwd)
                && !type.name().isEmpty();
        if (!named || type instanceof BtfType.Composite && isProgrammes(live, address)) {
            return given;
        }
        CTypes kernel = of(live);
        int flavour = type.name().indexOf("___");
        String name = flavour < 0 ? type.name() : type.name().substring(0, flavour);
        boolean union = type instanceof BtfType.Composite composite && composite.union();
        Optional<Integer> found = kernel.find((union ? "union " : "struct ") + name);
        return found.map(id -> TypedValue.of(kernel, id, new byte[0])).orElse(given);
    }

    private static boolean isProgrammes(Live live, long address) {
        for (var frame : live.frames().all()) {
            if (address < frame.pointer() && address >= frame.pointer() - FrameStack.FRAME_BYTES) {
                return true;
            }
        }
        Region region = live.world().kernel().kernelMemory().find(address, 1);
        return region != null
                && (region.name().startsWith("value of map") || region.name().startsWith("record of ring buffer"));
    }
}
