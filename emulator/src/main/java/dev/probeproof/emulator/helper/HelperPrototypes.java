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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The prototypes of all helpers, emulated or not: the one place to ask for one. */
public final class HelperPrototypes {
    /** Of the emulated helpers, which state theirs where they do their work. Prototypes depend on no kernel's state. */
    private static final Map<HelperId, HelperPrototype> EMULATED = new ConcurrentHashMap<>();

    /** Read when a helper is asked for that is not emulated. */
    private static final class Others {
        private static final Map<HelperId, HelperPrototype> BY_ID = collect();

        private static Map<HelperId, HelperPrototype> collect() {
            Map<HelperId, HelperPrototype> byId = new EnumMap<>(HelperId.class);
            Stream.of(PacketPrototypes.all(), SocketPrototypes.all(), StoragePrototypes.all(), TracingPrototypes.all())
                    .flatMap(List::stream)
                    .forEach(prototype -> byId.put(prototype.id(), prototype));
            return Collections.unmodifiableMap(byId);
        }
    }

    private HelperPrototypes() {}

    /** The prototype on Linux 6.18, for most program types that have it. */
    public static HelperPrototype find(HelperId id) {
        HelperPrototype found = EMULATED.get(id);
        if (found == null) {
            Optional<Helper> emulated = new Helpers(AddressRules.of(Archs.X86_64), new RingReservations()).find(id);
            found = emulated.isPresent() ? emulated.get().prototype() : Others.BY_ID.get(id);
            if (emulated.isPresent()) {
                EMULATED.put(id, found);
            }
        }
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
