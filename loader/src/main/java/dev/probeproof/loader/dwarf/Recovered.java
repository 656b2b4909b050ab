// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.fetch.FetchValue;

/** A value that a probe's registers do not hold as such: what a register held elsewhere, or where a frame starts. */
public sealed interface Recovered {
    record Known(FetchValue value) implements Recovered {}

    /**
     * @param reason why not, as the end of a sentence that starts "cannot be fetched here because"
     */
    record Unknown(String reason) implements Recovered {}
}
