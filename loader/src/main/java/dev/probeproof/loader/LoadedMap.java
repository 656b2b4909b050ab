// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.EventStream;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A map of a {@link LoadedObject}, in bytes of the kernel's order. Errors are those of {@link MapHandle}. */
public final class LoadedMap {
    private final KernelBackend kernel;
    private final MapSpec definition;
    private final MapHandle handle;

    /** A key and its value. */
    public record Entry(byte[] key, byte[] value) {}

    LoadedMap(KernelBackend kernel, MapSpec definition, MapHandle handle) {
        this.kernel = kernel;
        this.definition = definition;
        this.handle = handle;
    }

    /** What the object defines, with the name and the types that it has there. */
    public MapSpec spec() {
        return definition;
    }

    /** Belongs to the object and is closed with it, unless the caller gave it as a replacement. */
    public MapHandle handle() {
        return handle;
    }

    public Optional<byte[]> lookup(byte[] key) {
        return handle.lookup(key);
    }

    /** Creates or replaces. */
    public void update(byte[] key, byte[] value) {
        handle.update(key, value, MapHandle.ANY);
    }

    public void delete(byte[] key) {
        handle.delete(key);
    }

    /**
     * Every entry, in the kernel's order. Entries that come or go meanwhile may be missed; one whose value is gone
     * already is left out. Ends after {@code max_entries} keys, so that a map under constant change cannot keep it.
     */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        long most = Integer.toUnsignedLong(handle.spec().maxEntries());
        Optional<byte[]> key = handle.nextKey(Optional.empty());
        for (long seen = 0; key.isPresent() && seen < most; seen++) {
            byte[] current = key.get();
            handle.lookup(current).ifPresent(value -> entries.add(new Entry(current, value)));
            key = handle.nextKey(key);
        }
        return entries;
    }

    /** The consumer's end of a ring buffer or perf event array; the caller closes it. */
    public EventStream events() {
        return kernel.events(handle);
    }
}
