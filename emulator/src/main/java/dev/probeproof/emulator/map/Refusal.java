// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;

/** How maps say no: one wording for all of them. */
final class Refusal {
    private Refusal() {}

    static KernelException ofUser(EmulatedMap map, String operation, Errno errno) {
        return new KernelException(operation + " map '" + map.spec().name() + "'", errno, describe(map.spec()));
    }

    static void throwIfNegative(EmulatedMap map, String operation, long result) {
        if (result < 0) {
            throw new KernelException(
                    operation + " map '" + map.spec().name() + "'", (int) -result, describe(map.spec()));
        }
    }

    static KernelException ofCreation(MapSpec spec, Errno errno, String detail) {
        return new KernelException("create map '" + spec.name() + "'", errno, describe(spec) + ": " + detail);
    }

    /** What a verifier would have kept from the program. */
    static MapMisuse ofHelper(EmulatedMap map, String use) {
        return new MapMisuse(
                "map '" + map.spec().name() + "' is a " + describe(map.spec()) + " and has no such thing as " + use,
                false);
    }

    /** The emulated kernel's memory is used up where a real one has it reserved since the map was made. */
    static MapMisuse ofMemory(EmulatedMap map, long limitBytes) {
        return new MapMisuse(
                "not emulated: more than " + limitBytes + " bytes of map memory, touched last in map '"
                        + map.spec().name() + "'",
                true);
    }

    private static String describe(MapSpec spec) {
        return MapType.of(spec.type()).map(MapType::toString).orElse("type " + spec.type());
    }
}
