// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;

/** Where an address of the file is when it runs. */
interface DataAddresses {
    /** Where the file says: an executable at fixed addresses. */
    DataAddresses AS_LINKED = address -> new Recovered.Known(new FetchValue.Constant(address));

    Recovered of(long address);

    /**
     * For code that may run anywhere, with its data at a fixed distance: relative to the probed instruction.
     *
     * @param probe the probed address of the file
     */
    static DataAddresses relativeTo(Register instructionPointer, long probe) {
        FetchValue here = new FetchValue.Register(instructionPointer);
        return address -> new Recovered.Known(FetchAlgebra.add(here, address - probe));
    }
}
