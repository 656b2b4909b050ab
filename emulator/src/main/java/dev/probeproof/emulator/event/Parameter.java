// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.event;

/**
 * A parameter of a function or tracepoint.
 *
 * @param name as the kernel's types have it; empty if they do not say
 * @param typeId in the kernel's types
 */
public record Parameter(String name, int typeId) {}
