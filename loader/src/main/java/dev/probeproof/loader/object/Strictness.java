// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

/** What to do about things in an object that were written for another loader. */
public enum Strictness {
    /** Refuse them, as the reference loader does: what is not understood might matter. */
    STRICT,
    /**
     * Make the best of them. Members of map definitions that mean nothing here are ignored; the pinning of iproute2 (2)
     * and of cilium (16) counts as pinning by name; so are words behind binary map definitions ignored.
     */
    LENIENT
}
