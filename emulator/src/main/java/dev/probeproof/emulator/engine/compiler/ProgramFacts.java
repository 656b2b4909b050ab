// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.helper.Helper;
import dev.probeproof.emulator.helper.HelperPrototype;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.FlatValues;
import dev.probeproof.emulator.proof.RegisterProof;
import dev.probeproof.emulator.proof.RegisterProof.Kind;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.List;

/** What code depends on besides the instructions: two programs of which all of this is equal share their class. */
final class ProgramFacts {
    private final List<EmulatedMap> maps;
    private final Helper[] helpers;
    private final ByteOrder order;
    private final Variant variant;

    /**
     * @param helpers by number
     */
    ProgramFacts(List<EmulatedMap> maps, Helper[] helpers, ByteOrder order, Variant variant) {
        this.maps = maps;
        this.helpers = helpers;
        this.order = order;
        this.variant = variant;
    }

    Variant variant() {
        return variant;
    }

    boolean littleEndian() {
        return order == ByteOrder.LITTLE_ENDIAN;
    }

    boolean hasHelper(int number) {
        return HelperId.of(number).isPresent();
    }

    HelperPrototype prototype(int number) {
        return helpers[number].prototype();
    }

    /** Whether a helper does what a test says, so that code may assume nothing of it. */
    boolean isMocked(int number) {
        return helpers[number].isMocked();
    }

    boolean isTailCall(int number) {
        return number == HelperId.TAIL_CALL.number();
    }

    /** Bytes of a key of the map that a register points to, or -1 if that is not always the same map. */
    long keySize(RegisterProof map) {
        return isKnown(map) ? maps.get(map.map()).spec().keySize() : -1;
    }

    long valueSize(RegisterProof map) {
        return isKnown(map) ? maps.get(map.map()).spec().valueSize() : -1;
    }

    private static boolean isKnown(RegisterProof map) {
        return map.kind() == Kind.MAP_POINTER && map.map() >= 0;
    }

    /** Whether all values of a map lie in one array. */
    boolean isFlat(int map) {
        return maps.get(map).flatValues() != null;
    }

    /** Bytes from one value of a flat map to the next. */
    int stride(int map) {
        FlatValues values = maps.get(map).flatValues();
        return values == null ? 0 : values.strideBytes();
    }

    /** Bytes from the values of one CPU to those of the next, in a flat map; 0 if all CPUs share them. */
    int cpuStride(int map) {
        FlatValues values = maps.get(map).flatValues();
        return values == null ? 0 : values.cpuStrideBytes();
    }

    int maxEntries(int map) {
        return maps.get(map).spec().maxEntries();
    }

    /** Whether a look-up in a map finds values, and not other maps or sockets. */
    boolean holdsValues(int map) {
        return maps.get(map).hasValueRegions();
    }
}
