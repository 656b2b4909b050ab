// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

/**
 * What a prologue is about from one of its slots on. Becomes a line record, so that a verifier log names the fetch.
 *
 * @param slot of the prologue
 * @param argument index of the argument that is fetched there, or -1
 */
public record PrologueNote(int slot, int argument, String text) {}
