// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import java.util.Optional;

/** A map of {@link UnrunMapTypes}: it exists, and that is all. */
final class UnrunMap implements IdentifiedMap {
    private final MapIdentity identity;
    private final ReferenceCount references = new ReferenceCount(() -> {});

    UnrunMap(MapIdentity identity) {
        this.identity = identity;
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    @Override
    public long lookupAddress(byte[] source, int offset) {
        throw fromProgram("a lookup");
    }

    @Override
    public long update(byte[] key, byte[] value, long flags) {
        throw fromProgram("an update");
    }

    @Override
    public long delete(byte[] key) {
        throw fromProgram("a deletion");
    }

    @Override
    public long directValueAddress(int offset) {
        throw fromProgram("a direct value load");
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        throw MapTypes.notEmulated("looking up an element of " + what());
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        throw MapTypes.notEmulated("updating an element of " + what());
    }

    @Override
    public void userDelete(byte[] key) {
        throw MapTypes.notEmulated("deleting an element of " + what());
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        throw MapTypes.notEmulated("walking " + what());
    }

    private MapMisuse fromProgram(String operation) {
        return new MapMisuse("not emulated: " + operation + " on " + what(), true);
    }

    private String what() {
        return "map '" + spec().name() + "' of type " + spec().typeName();
    }
}
