// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.uapi.MapType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What logs tell of a map. */
record NamedMap(String name, int keySize, int valueSize) implements VerifierMap {
    @Override
    public int typeNumber() {
        return 2;
    }

    @Override
    public MapType type() {
        return MapType.ARRAY;
    }

    @Override
    public int maxEntries() {
        return 1;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public @Nullable VerifierMap inner() {
        return null;
    }

    @Override
    public MapFields fields() {
        return MapFields.NONE;
    }

    @Override
    public @Nullable Btf types() {
        return null;
    }

    @Override
    public int valueTypeId() {
        return 0;
    }

    @Override
    public boolean isConstant() {
        return false;
    }

    @Override
    public OptionalLong constant(int offset, int size) {
        return OptionalLong.empty();
    }

    @Override
    public long address() {
        return 0;
    }

    @Override
    public boolean hasDirectValue() {
        return true;
    }
}
