// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.dwarf.CodeScopes;

/**
 * An address that a definition means, before its arguments are looked at.
 *
 * @param address of the file
 * @param scopes what the code there is part of
 * @param atEntry the first instruction of a function of its own, called as the calling convention says
 * @param words what is there: {@code entry of do_work}, {@code inlined into main at work.c:17}
 */
record Site(long address, CodeScopes scopes, boolean atEntry, String words) {}
