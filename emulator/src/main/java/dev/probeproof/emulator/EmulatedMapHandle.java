// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.MapFlags;
import dev.probeproof.emulator.map.MapOfMaps;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.uapi.Errno;
import java.nio.file.Path;
import java.util.Optional;

/** A map as user space holds it: access rights, sizes, and the system calls on elements. */
final class EmulatedMapHandle implements MapHandle {
    private final UserMap shared;
    private final EmulatedMap map;
    private final HandleState object;

    EmulatedMapHandle(KernelState kernel, UserMap shared) {
        this.shared = shared;
        this.map = shared.map();
        shared.hold();
        this.object = new HandleState(kernel, "map '" + map.spec().name() + "'", this);
    }

    EmulatedMap map() {
        return map;
    }

    HandleState object() {
        return object;
    }

    @Override
    public MapSpec spec() {
        return map.spec();
    }

    @Override
    public Optional<byte[]> lookup(byte[] key) {
        return object.use(() -> {
            mayRead("look up an element of");
            checkKey(key);
            return map.userLookup(key);
        });
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        object.use(() -> {
            mayWrite("update an element of");
            checkKey(key);
            checkSize("a value", value.length, map.userValueBytes());
            map.userUpdate(key, value, flags);
        });
    }

    @Override
    public void update(byte[] key, ProgramHandle program) {
        object.use(() -> {
            mayWrite("store a program in");
            checkKey(key);
            LoadedProgram loaded = EmulatedProgramHandle.in(object.kernel(), program);
            if (!(map instanceof ProgramArrayMap array)) {
                throw refused("store a program in", Errno.EINVAL, "it is no program array");
            }
            array.store(key, loaded);
        });
    }

    @Override
    public void update(byte[] key, MapHandle inner) {
        object.use(() -> {
            mayWrite("store a map in");
            checkKey(key);
            EmulatedMap stored = in(object.kernel(), inner);
            if (!(map instanceof MapOfMaps outer)) {
                throw refused("store a map in", Errno.EINVAL, "it is no map of maps");
            }
            outer.store(key, stored);
        });
    }

    @Override
    public void delete(byte[] key) {
        object.use(() -> {
            mayWrite("delete an element of");
            checkKey(key);
            map.userDelete(key);
        });
    }

    @Override
    public Optional<byte[]> nextKey(Optional<byte[]> key) {
        return object.use(() -> {
            mayRead("go to the next key of");
            key.ifPresent(this::checkKey);
            return map.userNextKey(key);
        });
    }

    @Override
    public void freeze() {
        object.use(() -> {
            mayWrite("freeze");
            shared.freeze();
        });
    }

    @Override
    public void pin(Path path) {
        object.use(() -> object.kernel().pins().pin(path, shared));
    }

    @Override
    public boolean isClosed() {
        return object.isClosed();
    }

    @Override
    public void close() {
        object.close(shared::release);
    }

    @Override
    public String toString() {
        return "map '" + spec().name() + "'";
    }

    /** What the verifier sees of a map of that kernel; refuses others, and closed ones. */
    static MapView viewIn(KernelState kernel, MapHandle handle) {
        in(kernel, handle);
        return ((EmulatedMapHandle) handle).shared.view();
    }

    /** The map behind a handle of that kernel; refuses others, and closed ones. */
    static EmulatedMap in(KernelState kernel, MapHandle handle) {
        if (!(handle instanceof EmulatedMapHandle ours)) {
            throw new IllegalArgumentException(
                    "map '" + handle.spec().name() + "' is not a map of an emulated kernel, so not one of '"
                            + kernel.target().name() + "'");
        }
        ours.object.checkBelongsTo(kernel);
        ours.object.checkOpen();
        return ours.map;
    }

    private void mayWrite(String operation) {
        if (shared.isFrozen() || (spec().flags() & MapFlags.RDONLY) != 0) {
            throw refused(
                    operation, Errno.EPERM, shared.isFrozen() ? "it is frozen" : "it is read-only for user space");
        }
    }

    private void mayRead(String operation) {
        if ((spec().flags() & MapFlags.WRONLY) != 0) {
            throw refused(operation, Errno.EPERM, "it is write-only for user space");
        }
    }

    /** Bloom filters are asked with a value in place of a key. */
    private void checkKey(byte[] key) {
        int expected = spec().keySize();
        if (expected == 0 && key.length == spec().valueSize()) {
            return;
        }
        checkSize("a key", key.length, expected);
    }

    private void checkSize(String what, int bytes, int expected) {
        if (bytes != expected) {
            throw new IllegalArgumentException(
                    what + " of " + bytes + " bytes for map '" + spec().name() + "', which takes " + expected);
        }
    }

    private KernelException refused(String operation, Errno errno, String detail) {
        return new KernelException(operation + " map '" + spec().name() + "'", errno, detail);
    }
}
