// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.judge;

import dev.probeproof.scenarios.data.Datum;
import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;

/** What happened, for the judge to look at. */
public interface Seen {
    /** In a step, or in all of them. */
    List<RunRecord> runs();

    /** Records of all buffers, in order. */
    List<EventRecord> events();

    /** Names of all buffers that records come out of; empty if that is not known any more. */
    Optional<List<String>> buffers();

    /** A record read again as another type. Throws for a type that nobody knows. */
    EventRecord as(EventRecord event, Value.Word type);

    /** What a map holds now. Throws for a map that there is not. */
    MapRecord map(Value.Word name);

    /** Every map that is not a data section. */
    List<MapRecord> maps();

    /** The value of a global variable now. Throws for one that there is not. */
    Datum variable(Value.Field path);

    /** Whether a program of that name is loaded; the names of those that are. */
    List<String> programs();
}
