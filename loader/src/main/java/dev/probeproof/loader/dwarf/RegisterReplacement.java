// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;

/** Says what a value is, computed from the registers of one function, in terms of those of another that it has called. */
interface RegisterReplacement {
    /** What a register holds. */
    FetchValue of(Register register) throws NotFetchableException;

    /** The same value, computed from what its registers hold. */
    default FetchValue in(FetchValue value) throws NotFetchableException {
        if (value instanceof FetchValue.Register register) {
            return of(register.register());
        } else if (value instanceof FetchValue.Memory memory) {
            return new FetchValue.Memory(in(memory.address()), memory.sizeBytes(), memory.space());
        } else if (value instanceof FetchValue.Extend extend) {
            return FetchAlgebra.extend(in(extend.value()), extend.bits(), extend.signed());
        } else if (value instanceof FetchValue.Unary unary) {
            return FetchAlgebra.unary(unary.operator(), in(unary.value()));
        } else if (value instanceof FetchValue.Binary binary) {
            return FetchAlgebra.binary(binary.operator(), in(binary.left()), in(binary.right()));
        }
        return value;
    }
}
