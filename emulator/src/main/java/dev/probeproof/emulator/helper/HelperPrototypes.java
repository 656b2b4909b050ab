// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The prototypes of all helpers, emulated or not: the one place to ask for one. */
public final class HelperPrototypes {
    private static final Map<HelperId, HelperPrototype> BY_ID = collect();

    private HelperPrototypes() {}

    private static Map<HelperId, HelperPrototype> collect() {
        Map<HelperId, HelperPrototype> byId = new EnumMap<>(HelperId.class);
        // Prototypes depend on no kernel's state; the emulated helpers state theirs where they do their work.
        new Helpers(AddressRules.of(Archs.X86_64), new RingReservations())
                .all()
                .forEach(helper -> byId.put(helper.prototype().id(), helper.prototype()));
        Stream.of(PacketPrototypes.all(), SocketPrototypes.all(), StoragePrototypes.all(), TracingPrototypes.all())
                .flatMap(List::stream)
                .forEach(prototype -> byId.put(prototype.id(), prototype));
        return Collections.unmodifiableMap(byId);
    }

    /** The prototype on Linux 6.18, for most program types that have it. */
    public static HelperPrototype find(HelperId id) {
        HelperPrototype found = BY_ID.get(id);
        if (found == null) {
            throw new IllegalStateException("no prototype of " + id.functionName());
        }
        return found;
    }

    /**
     * The prototype for programs of a type, on a release. It says nothing of whether the release has the helper and the
     * type may call it.
     */
    public static HelperPrototype find(HelperId id, ProgramType type, KernelProfile profile) {
        return PrototypeDifferences.apply(find(id), type, profile);
    }
}
