// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchValue;

/** What registers held when the function was entered, as far as a probe inside it can still tell. */
interface EntryValues {
    /** A probe at the very entry: the registers themselves. */
    EntryValues AT_ENTRY = register -> new Recovered.Known(new FetchValue.Register(register));

    /** A probe inside, where nothing is known of the callers. */
    EntryValues LOST = EntryValues::lost;

    Recovered atEntry(Register register);

    /** What the caller passed for a parameter that the function no longer has ({@code DW_OP_GNU_parameter_ref}). */
    default Recovered parameter(long unitOffset) {
        return new Recovered.Unknown("it is what a caller passed for a parameter that was optimized away");
    }

    private static Recovered lost(Register register) {
        return new Recovered.Unknown("it is the value of " + register.name() + " at entry, which nobody kept");
    }
}
