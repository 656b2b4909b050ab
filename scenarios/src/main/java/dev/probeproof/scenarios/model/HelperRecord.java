// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

/**
 * A call of a helper that a program made.
 *
 * @param line of the source where the call stands; 0 if the object does not say
 * @param call with its arguments, as C would write it: {@code bpf_map_update_elem(started, 42, 3000000, 0)}
 * @param result what it returned, in words where it is an address or an error
 */
public record HelperRecord(int line, String call, String result) {}
