// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.uapi.Errno;
import java.util.Optional;

/** {@code BPF_MAP_TYPE_QUEUE}: no keys, first in, first out. */
final class QueueMap implements IdentifiedMap, ElementQueue {
    private final MapIdentity identity;
    private final ElementSequence sequence;
    private final ReferenceCount references;

    QueueMap(MapIdentity identity) {
        ElementSequence.check(identity);
        this.identity = identity;
        this.sequence = new ElementSequence(identity.spec().maxEntries());
        this.references = new ReferenceCount(() -> sequence.elements().clear());
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
    public long push(byte[] value, long flags) {
        return sequence.push(value, flags);
    }

    @Override
    public long pop(byte[] value) {
        return ElementSequence.give(sequence.elements().pollFirst(), value);
    }

    @Override
    public long peek(byte[] value) {
        return ElementSequence.give(sequence.elements().peekFirst(), value);
    }

    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        Refusal.throwIfNegative(this, "push to", push(value, flags));
    }

    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return ElementSequence.copy(sequence.elements().peekFirst());
    }

    @Override
    public void userDelete(byte[] key) {
        throw Refusal.ofUser(this, "delete an element of", Errno.EINVAL);
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        throw Refusal.ofUser(this, "go to the next key of", Errno.EINVAL);
    }
}
