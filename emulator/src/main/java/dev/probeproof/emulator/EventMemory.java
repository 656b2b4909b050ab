// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.event.MemoryImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of an event, mapped while it lasts: kernel addresses into kernel memory, read-only for programs, user
 * addresses into user memory. Where both use the same numbers (s390x) an extent is in both.
 */
final class EventMemory {
    private final AddressSpace kernelMemory;
    private final AddressSpace userMemory;
    private final List<Region> inKernel = new ArrayList<>();
    private final List<Region> inUser = new ArrayList<>();

    private EventMemory(KernelState kernel) {
        this.kernelMemory = kernel.kernelMemory();
        this.userMemory = kernel.userMemory();
    }

    /** Throws {@link IllegalArgumentException} for extents that overlap or lie where no memory can be. */
    static EventMemory map(KernelState kernel, MemoryImage image) {
        EventMemory mapped = new EventMemory(kernel);
        try {
            image.extents().forEach(extent -> mapped.add(extent, kernel.rules()));
            return mapped;
        } catch (RuntimeException refused) {
            mapped.close();
            throw refused;
        }
    }

    private void add(MemoryImage.Extent extent, AddressRules rules) {
        boolean user = rules.isUser(extent.address(), extent.bytes().size());
        boolean kernel = rules.isKernel(extent.address());
        if (!user && !kernel) {
            throw new IllegalArgumentException(extent.name() + " at 0x" + Long.toHexString(extent.address())
                    + " lies neither in user nor in kernel memory");
        }
        byte[] bytes = extent.bytes().toArray();
        if (kernel) {
            Region region = new Region(extent.address(), bytes, false, extent.name());
            kernelMemory.map(region);
            inKernel.add(region);
        }
        if (user) {
            Region region = new Region(extent.address(), bytes, true, extent.name());
            userMemory.map(region);
            inUser.add(region);
        }
    }

    void close() {
        inKernel.forEach(kernelMemory::unmap);
        inUser.forEach(userMemory::unmap);
    }
}
