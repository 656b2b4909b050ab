// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchValue;

/** What registers held when the function was entered, as far as a probe inside it can still tell. */
interface EntryValues {
    /** A probe at the very entry: the registers themselves. */
    EntryValues AT_ENTRY = new EntryValues() {
        @Override
        public boolean isNow() {
            return true;
        }

        @Override
        public Recovered atEntry(Register register) {
            return new Recovered.Known(new FetchValue.Register(register));
        }
    };

    /** A probe inside, where nothing is known of the callers. */
    EntryValues LOST = EntryValues::lost;

    Recovered atEntry(Register register);

    /** True if the function was entered this moment, so that memory is what it was. */
    default boolean isNow() {
        return false;
    }

    /**
     * What the caller passed for a parameter that the function no longer has ({@code DW_OP_GNU_parameter_ref}).
     *
     * @param offset of the parameter's DIE, from the start of {@code .debug_info}
     */
    default Recovered parameter(long offset) {
        return new Recovered.Unknown("it is what a caller passed for a parameter that was optimized away");
    }

    private static Recovered lost(Register register) {
        return new Recovered.Unknown("it is the value of " + register.name() + " at entry, which nobody kept");
    }
}
