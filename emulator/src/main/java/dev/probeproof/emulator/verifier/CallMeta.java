// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.uapi.HelperId;
import org.jspecify.annotations.Nullable;

/** What the checks of one call's arguments find out for each other, and for what the call leaves behind. */
final class CallMeta {
    /** The helper, or null for a kfunc or a function of the program. */
    final @Nullable HelperId helper;
    /** The helper may be handed a packet's bytes. */
    boolean takesPackets;
    /** The memory under check need not be initialised: the call writes it. */
    boolean rawMode;
    /** Set by the check of stack memory in raw mode: so many bytes are initialised by the call. */
    int accessSize;
    /** The register that points to them. */
    int rawRegister;

    @Nullable
    VerifierMap map;

    int mapUid;
    /** Key of a look-up where it is one known number, or -1. */
    long constantKey = -1;
    /** Reference that one of the arguments carries, or 0. */
    int referenceId;
    /** Register whose reference the call gives back, or 0. */
    int releaseRegister;
    /** Largest size of the memory argument (unsigned). */
    long largestSize;
    /** Bytes behind the pointer that is returned. */
    long memorySize;
    /** Function of the program that is passed. */
    int subprogram = -1;
    /** The dynptr that a slice is taken from, or 0. */
    int dynptrId;

    @Nullable
    Btf returnedTypes;

    int returnedTypeId;
    MapFields.@Nullable Field kptr;

    CallMeta(@Nullable HelperId helper) {
        this.helper = helper;
    }

    boolean is(HelperId id) {
        return helper == id;
    }
}
