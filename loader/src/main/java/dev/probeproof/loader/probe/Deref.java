// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

/**
 * One memory access at (value so far + offset). All but the last of a chain read a pointer of 8 bytes; the last one
 * reads the leaf.
 *
 * @param offset bytes, may be negative
 */
public record Deref(long offset, AddressSpaceKind space) {}
