// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.uapi.MapType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the verifier asks of a map. Two references to one map are the same object. */
public interface VerifierMap {
    String name();

    /** The kernel's number of the type; {@link #type} where it is a known one. */
    int typeNumber();

    @Nullable
    MapType type();

    int keySize();

    int valueSize();

    int maxEntries();

    /** {@code BPF_F_*} of map creation. */
    int flags();

    /** The template of the elements of a map of maps, or null. */
    @Nullable
    VerifierMap inner();

    /** Special fields of the value by its BTF type (spin lock, timer, kptr …). */
    MapFields fields();

    /** The types that describe key and value, or null. */
    @Nullable
    Btf types();

    /** Type id of the value in {@link #types}, or 0. */
    int valueTypeId();

    /** True if programs see a constant: frozen, and read-only for programs. */
    boolean isConstant();

    /**
     * What a constant map holds.
     *
     * @param offset in the value, in bytes
     * @param size 1, 2, 4 or 8
     * @return empty if it cannot be read
     */
    OptionalLong constant(int offset, int size);

    /** The address that logs print for it. */
    long address();

    /** Whether a direct value load ({@code ld_imm64} with pseudo source 2) is possible, and to which size in bytes. */
    boolean hasDirectValue();

    /** The program type that a program array is bound to already, if any. */
    default boolean admitsProgram(int programType) {
        return true;
    }
}
