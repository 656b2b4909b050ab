// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import java.util.List;
import java.util.Set;

/**
 * A function of the kernel that programs may call (kfunc), as one release declares it.
 *
 * @param id of the function in the kernel's types, which the call names
 */
record KernelFunction(int id, Btf types, BtfType.Func function, BtfType.FuncProto prototype, Set<Flag> flags) {
    /** What the kernel says of a function when it registers it ({@code KF_*}). */
    enum Flag {
        /** What it returns has to be given back. */
        ACQUIRES,
        /** Takes a reference over. */
        RELEASES,
        /** The result may be null. */
        MAY_RETURN_NULL,
        /** Pointers must be referenced or trusted. */
        TRUSTED_ARGUMENTS,
        /** Pointers must be trusted or protected by RCU. */
        RCU_ARGUMENTS,
        /** What it returns is valid in an RCU read section only. */
        RCU_PROTECTED,
        SLEEPABLE,
        DESTRUCTIVE,
        ITERATOR_NEW,
        ITERATOR_NEXT,
        ITERATOR_DESTROY,
        CHANGES_PACKETS,
        /** Known to exist, not modelled. */
        UNMODELLED
    }

    String name() {
        return function.name();
    }

    boolean is(String name) {
        return function.name().equals(name);
    }

    boolean has(Flag flag) {
        return flags.contains(flag);
    }

    List<BtfType.Param> parameters() {
        return prototype.params();
    }

    boolean isIterator() {
        return has(Flag.ITERATOR_NEW) || has(Flag.ITERATOR_NEXT) || has(Flag.ITERATOR_DESTROY);
    }

    /** Whether a null pointer is refused unless the parameter says otherwise. */
    boolean guardsPointers() {
        return has(Flag.TRUSTED_ARGUMENTS) || has(Flag.RCU_ARGUMENTS) || has(Flag.RELEASES);
    }
}
