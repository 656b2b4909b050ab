// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.stream.MappedMemory;
import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.sys.PreparedBpf;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of the real kernel. Its operations exclude each other, so that one thread may close what another reads: a
 * descriptor closed under a running call could by then be somebody else's.
 */
final class NativeMap implements MapHandle {
    private static final int BPF_F_RDONLY_PROG = 1 << 7;
    private static final int BPF_F_MMAPABLE = 1 << 10;

    private final Bpf bpf;
    private final Pins pins;
    private final MapSpec spec;
    private final Fd fd;
    private final int valueBytes;
    private final OpenResources owner;
    private @Nullable Elements elements;

    /**
     * @param valueBytes of a value as user space sees it: that of all CPUs for per-CPU maps
     */
    NativeMap(Bpf bpf, MapSpec spec, Fd fd, int valueBytes, OpenResources owner) {
        this.bpf = bpf;
        this.pins = new Pins(bpf);
        this.spec = spec;
        this.fd = fd;
        this.valueBytes = valueBytes;
        this.owner = owner;
        owner.add(this, this::close);
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    /** Its descriptor, for as long as it is open. */
    Fd fd() {
        checkOpen();
        return fd;
    }

    /** A descriptor for a call that is not one of this map's operations; the caller closes it. */
    synchronized Fd lease() {
        return fd().duplicate();
    }

    @Override
    public synchronized Optional<byte[]> lookup(byte[] key) {
        Elements at = elements();
        at.putKey(key);
        long result = at.lookup.call();
        return present(result, "look up a key of") ? Optional.of(at.value(at.value, valueBytes)) : Optional.empty();
    }

    @Override
    public synchronized void update(byte[] key, byte[] value, long flags) {
        Elements at = elements();
        at.putKey(key);
        at.putValue(value);
        require(at.update.callWithElementFlags(flags), "update");
    }

    @Override
    public void update(byte[] key, ProgramHandle program) {
        if (!(program instanceof NativeProgram loaded)) {
            throw new IllegalArgumentException("the program is not loaded in the kernel of map '" + spec.name() + "'");
        }
        try (Fd lease = loaded.lease()) {
            update(key, number(lease.number()), ANY);
        }
    }

    @Override
    public void update(byte[] key, MapHandle map) {
        if (!(map instanceof NativeMap inner)) {
            throw new IllegalArgumentException(
                    "map '" + map.spec().name() + "' is not one of the kernel of map '" + spec.name() + "'");
        }
        try (Fd lease = inner.lease()) {
            update(key, number(lease.number()), ANY);
        }
    }

    @Override
    public synchronized void delete(byte[] key) {
        Elements at = elements();
        at.putKey(key);
        require(at.delete.call(), "delete a key of");
    }

    @Override
    public synchronized Optional<byte[]> nextKey(Optional<byte[]> key) {
        Elements at = elements();
        PreparedBpf call = at.first;
        if (key.isPresent()) {
            at.putKey(key.get());
            call = at.next;
        }
        long result = call.call();
        return present(result, "walk the keys of")
                ? Optional.of(at.value(at.nextKey, spec.keySize()))
                : Optional.empty();
    }

    /**
     * Through a mapping, where user space may write through one: not to constants, whose update the kernel refuses or
     * takes as it does any other.
     */
    @Override
    public synchronized void patch(int offset, byte[] part) {
        if ((spec.flags() & (BPF_F_MMAPABLE | BPF_F_RDONLY_PROG)) != BPF_F_MMAPABLE || !spec.is(MapType.ARRAY)) {
            MapHandle.super.patch(offset, part);
            return;
        }
        Objects.checkFromIndexSize(offset, part.length, spec.valueSize());
        try (MappedMemory element =
                MappedMemory.writable(bpf.syscalls(), fd(), 0, spec.valueSize(), "map '" + spec.name() + "'")) {
            element.bytes().put(offset, part);
        }
    }

    @Override
    public synchronized void pin(Path path) {
        pins.pin(path, fd().number(), "map '" + spec.name() + "'");
    }

    @Override
    public synchronized void freeze() {
        bpf.require(BpfAttribute.mapFreeze(fd().number()), "freeze map '" + spec.name() + "'");
    }

    @Override
    public boolean isClosed() {
        return fd.isClosed();
    }

    @Override
    public synchronized void close() {
        owner.remove(this);
        if (elements != null) {
            elements.close();
            elements = null;
        }
        fd.close();
    }

    private boolean present(long result, String operation) {
        if (result == -Errno.ENOENT.number()) {
            return false;
        }
        require(result, operation);
        return true;
    }

    private void require(long result, String operation) {
        if (result < 0) {
            throw new KernelException(operation + " map '" + spec.name() + "'", (int) -result, "");
        }
    }

    private Elements elements() {
        if (elements == null) {
            checkOpen();
            elements = newElements();
        }
        return elements;
    }

    /** All of its memory or none. */
    private Elements newElements() {
        OpenResources memory = new OpenResources();
        try {
            return new Elements(memory);
        } catch (RuntimeException | Error failure) {
            memory.close();
            throw failure;
        }
    }

    private void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException("map '" + spec.name() + "' is closed");
        }
    }

    private static byte[] number(int descriptor) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(descriptor)
                .array();
    }

    /**
     * Room for a key, a value and the next key, and the calls that point there. Made for the first use and kept:
     * building them anew costs more than the system call.
     */
    private final class Elements implements AutoCloseable {
        private final OpenResources memory;
        private final NativeMemory key;
        private final NativeMemory value;
        private final NativeMemory nextKey;
        private final PreparedBpf lookup;
        private final PreparedBpf update;
        private final PreparedBpf delete;
        private final PreparedBpf first;
        private final PreparedBpf next;

        /**
         * @param memory closes what was made, here or, should something fail on the way, by the caller
         */
        Elements(OpenResources memory) {
            this.memory = memory;
            NativeArena arena = new NativeArena(bpf.syscalls());
            memory.add(arena, arena::close);
            key = arena.allocate(Math.max(1, spec.keySize()));
            value = arena.allocate(Math.max(1, valueBytes));
            nextKey = arena.allocate(Math.max(1, spec.keySize()));
            int map = fd.number();
            // Queues, stacks and bloom filters have no key; their commands want the null pointer.
            long keyAddress = spec.keySize() == 0 ? 0 : key.address();
            lookup = prepare(BpfAttribute.mapLookupElem(map, keyAddress, value.address(), 0));
            update = prepare(BpfAttribute.mapUpdateElem(map, keyAddress, value.address(), 0));
            delete = prepare(BpfAttribute.mapDeleteElem(map, keyAddress));
            first = prepare(BpfAttribute.mapGetNextKey(map, 0, nextKey.address()));
            next = prepare(BpfAttribute.mapGetNextKey(map, keyAddress, nextKey.address()));
        }

        private PreparedBpf prepare(BpfAttribute attribute) {
            PreparedBpf call = bpf.prepare(attribute);
            return memory.add(call, call::close);
        }

        /** A bloom filter has no keys: it is asked with a value in the key's place. */
        void putKey(byte[] content) {
            if (spec.keySize() == 0 && content.length == valueBytes) {
                putValue(content);
            } else {
                put("key", key, content, spec.keySize());
            }
        }

        void putValue(byte[] content) {
            put("value", value, content, valueBytes);
        }

        private void put(String what, NativeMemory target, byte[] content, int expected) {
            if (content.length != expected) {
                throw new IllegalArgumentException("a " + what + " of map '" + spec.name() + "' has " + expected
                        + " bytes, not " + content.length);
            }
            target.bytes().put(0, content);
        }

        byte[] value(NativeMemory source, int size) {
            byte[] copy = new byte[size];
            source.bytes().get(0, copy);
            return copy;
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
