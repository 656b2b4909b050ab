// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import dev.probeproof.scenarios.data.Datum;
import java.util.List;
import java.util.Optional;

/**
 * What a map held.
 *
 * @param type as bpftool calls it
 * @param entries in the kernel's order; those of arrays without the ones that are all zero
 * @param omitted how many more there were than are kept here
 */
public record MapRecord(String map, String type, List<Entry> entries, long omitted) {
    public MapRecord {
        entries = List.copyOf(entries);
    }

    /** @param value of a per-CPU map a {@link Datum.Row} with one element for each CPU */
    public record Entry(Datum key, Datum value) {}

    /** An entry that came, went or became another. */
    public record Change(String map, Datum key, Optional<Datum> before, Optional<Datum> after) {}
}
