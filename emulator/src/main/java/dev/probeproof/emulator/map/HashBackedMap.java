// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.Region;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the four hash types have in common: all of it is in their table. */
interface HashBackedMap extends IdentifiedMap, Traversable {
    HashTable table();

    @Override
    default long lookupAddress(byte[] source, int offset) {
        Region value = lookup(source, offset);
        return value == null ? 0 : value.base();
    }

    @Override
    default boolean hasValueRegions() {
        return true;
    }

    @Override
    default @Nullable Region lookup(byte[] source, int offset) {
        return table().lookup(source, offset, identity().world().cpu());
    }

    @Override
    default long update(byte[] key, byte[] value, long flags) {
        return table().updateFromProgram(key, value, flags, identity().world().cpu());
    }

    @Override
    default long delete(byte[] key) {
        return table().delete(key);
    }

    @Override
    default Optional<byte[]> userLookup(byte[] key) {
        return table().copyForUser(key);
    }

    @Override
    default void userUpdate(byte[] key, byte[] value, long flags) {
        Refusal.throwIfNegative(this, "update an element of", table().updateFromUser(key, value, flags));
    }

    @Override
    default void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", table().delete(key));
    }

    @Override
    default Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return table().keyAfter(key);
    }

    @Override
    default long forEach(Visitor visitor) {
        return table().forEach(this, visitor);
    }
}
