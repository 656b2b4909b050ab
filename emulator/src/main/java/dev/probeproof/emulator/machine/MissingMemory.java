// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import org.jspecify.annotations.Nullable;

/** Gives memory that an image does not have, such as what a pointer of a kernel leads to. */
@FunctionalInterface
public interface MissingMemory {
    /**
     * @param page address of a page of 4096 bytes, of which nothing is mapped
     * @return its content; null to let the access fault
     */
    byte @Nullable [] page(long page);
}
