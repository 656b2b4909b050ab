// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_PROG_ARRAY}: programs to tail-call. All are of one type: that of the first program stored or of
 * the first program loaded that uses the array. Emptied when user space closes its last handle, as in the kernel: a
 * program that holds its own array would otherwise live for ever.
 */
public final class ProgramArrayMap implements IdentifiedMap {
    private final MapIdentity identity;
    private final ArrayIndex index;
    private final TreeMap<Integer, StoredProgram> slots = new TreeMap<>();
    private final ReferenceCount references = new ReferenceCount(this::clear);
    private @Nullable ProgramType owner;

    ProgramArrayMap(MapIdentity identity) {
        CreationChecks.of(identity.spec())
                .noExtra()
                .someEntries()
                .keySize(Integer.BYTES)
                .valueSize(Integer.BYTES)
                .flags(MapFlags.NUMA_NODE)
                .that(
                        (identity.spec().flags() & (MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG)) == 0,
                        "program access flags")
                .fits(Long.BYTES, 1);
        this.identity = identity;
        this.index = new ArrayIndex(
                identity.spec().maxEntries(), identity.heap().memory().order());
    }

    @Override
    public MapIdentity identity() {
        return identity;
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    /** The program in a slot, or null; the index is that of a helper call, of which the low 32 bits count. */
    public @Nullable StoredProgram program(long slot) {
        return slots.get((int) slot);
    }

    /** The type of its programs, once the first one has decided. */
    public Optional<ProgramType> owner() {
        return Optional.ofNullable(owner);
    }

    /** Whether a program of that type may be stored here or use the array; the first one decides for all. */
    public boolean admits(ProgramType type) {
        if (owner == null) {
            owner = type;
        }
        return owner == type;
    }

    /** For user space: stores a program. */
    public void store(byte[] key, StoredProgram program) {
        int element = index.of(key);
        if (element < 0) {
            throw Refusal.ofUser(this, "update an element of", Errno.E2BIG);
        }
        if (!admits(program.type())) {
            throw Refusal.ofUser(this, "store a program of another type than the others in", Errno.EINVAL);
        }
        program.references().retain();
        StoredProgram before = slots.put(element, program);
        if (before != null) {
            before.references().release();
        }
    }

    /** User space stores programs by handle; bytes are a descriptor that names nothing here. */
    @Override
    public void userUpdate(byte[] key, byte[] value, long flags) {
        throw Refusal.ofUser(this, "update an element of", badUpdate(key, flags));
    }

    @Override
    public void userDelete(byte[] key) {
        Refusal.throwIfNegative(this, "delete an element of", remove(key));
    }

    /** The id of the program. */
    @Override
    public Optional<byte[]> userLookup(byte[] key) {
        return Optional.ofNullable(slots.get(index.of(key)))
                .map(program -> ByteBuffer.allocate(Integer.BYTES)
                        .order(identity.heap().memory().order())
                        .putInt(program.id())
                        .array());
    }

    @Override
    public Optional<byte[]> userNextKey(Optional<byte[]> key) {
        return index.next(key);
    }

    @Override
    public void abandonedByUser() {
        clear();
    }

    private Errno badUpdate(byte[] key, long flags) {
        if (flags != MapHandle.ANY) {
            return Errno.EINVAL;
        }
        return index.of(key) < 0 ? Errno.E2BIG : Errno.EBADF;
    }

    private void clear() {
        slots.values().forEach(program -> program.references().release());
        slots.clear();
    }

    private long remove(byte[] key) {
        int element = index.of(key);
        if (element < 0) {
            return -Errno.E2BIG.number();
        }
        StoredProgram program = slots.remove(element);
        if (program == null) {
            return -Errno.ENOENT.number();
        }
        program.references().release();
        return 0;
    }
}
