// SPDX-License-Identifier: MIT
package dev.probeproof.loader.arch;

/** What a calling convention says of the upper bits of a 64-bit register that carries a narrower integer. */
public enum NarrowRule {
    /** Nothing: they may hold anything, so a fetch must cut the value to its type. */
    UNDEFINED,
    /** 32-bit values are sign-extended, also unsigned ones. */
    SIGN_EXTENDED,
    /** The caller extends as the parameter's type says. */
    EXTENDED_BY_TYPE
}
