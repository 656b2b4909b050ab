// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

/**
 * Addresses of the file.
 *
 * @param low the first
 * @param high the one behind the last
 */
public record AddressRange(long low, long high) {
    public boolean contains(long address) {
        return Long.compareUnsigned(address, low) >= 0 && Long.compareUnsigned(address, high) < 0;
    }

    public boolean isEmpty() {
        return Long.compareUnsigned(low, high) >= 0;
    }

    /** Such as {@code 0x1000-0x1010}. */
    @Override
    public String toString() {
        return "0x" + Long.toHexString(low) + "-0x" + Long.toHexString(high);
    }
}
