// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/**
 * A global variable of the source, in the map that its section becomes.
 *
 * @param map the section's map, by its name in {@link BpfObject#maps()}
 * @param offset bytes from the start of element 0
 * @param size bytes
 * @param typeId BTF type of the variable's value
 */
public record GlobalVariable(String name, String map, long offset, long size, int typeId) {}
