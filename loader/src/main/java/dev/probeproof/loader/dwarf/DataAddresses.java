// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;

/** Where an address of the file is when it runs. */
public interface DataAddresses {
    /** Where the file says: an executable at fixed addresses. */
    DataAddresses AS_LINKED = (address, probe) -> new Recovered.Known(new FetchValue.Constant(address));

    /**
     * @param address of data, as in the file
     * @param probe the probed address, as in the file
     */
    Recovered of(long address, long probe);

    /** For code that may run anywhere, with its data at a fixed distance: relative to the probed instruction. */
    static DataAddresses relativeTo(Register instructionPointer) {
        FetchValue here = new FetchValue.Register(instructionPointer);
        return (address, probe) -> new Recovered.Known(FetchAlgebra.add(here, address - probe));
    }
}
