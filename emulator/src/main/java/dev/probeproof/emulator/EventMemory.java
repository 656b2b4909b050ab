// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Extents;
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

    /** Kernel memory and user memory of an image, to be laid over those of a kernel. */
    record Overlay(Extents kernel, Extents user) {
        /** Throws {@link IllegalArgumentException} for extents that overlap or lie where no memory can be. */
        static Overlay of(MemoryImage image, AddressRules rules) {
            List<Region> kernel = new ArrayList<>();
            List<Region> user = new ArrayList<>();
            image.extents().forEach(extent -> split(extent, rules, kernel, user));
            return new Overlay(Extents.of(kernel), Extents.of(user));
        }
    }

    private void add(MemoryImage.Extent extent, AddressRules rules) {
        List<Region> kernel = new ArrayList<>();
        List<Region> user = new ArrayList<>();
        split(extent, rules, kernel, user);
        for (Region region : kernel) {
            kernelMemory.map(region);
            inKernel.add(region);
        }
        for (Region region : user) {
            userMemory.map(region);
            inUser.add(region);
        }
    }

    private static void split(
            MemoryImage.Extent extent, AddressRules rules, List<Region> inKernel, List<Region> inUser) {
        boolean user = rules.isUser(extent.address(), extent.bytes().size());
        boolean kernel = rules.isKernel(extent.address());
        if (!user && !kernel) {
            throw new IllegalArgumentException(extent.name() + " at 0x" + Long.toHexString(extent.address())
                    + " lies neither in user nor in kernel memory");
        }
        byte[] bytes = extent.bytes().toArray();
        if (kernel) {
            inKernel.add(new Region(extent.address(), bytes, false, extent.name()));
        }
        if (user) {
            inUser.add(new Region(extent.address(), bytes, true, extent.name()));
        }
    }

    void close() {
        inKernel.forEach(kernelMemory::unmap);
        inUser.forEach(userMemory::unmap);
    }
}
