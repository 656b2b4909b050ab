// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

/** What the arguments of one call have told so far. */
final class CallMeta {
    /** The memory that is looked at next is written by the helper and need not be initialised. */
    boolean rawMode;
    /** Bytes that the helper writes there, once known. */
    int accessSize;
    /** The register that points to it. */
    int rawRegister;
}
