// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** The BPF file system, mounted where it always is: names of maps, gone with their kernel. */
final class PinTable {
    private static final Path MOUNT = Path.of("/sys/fs/bpf");

    private final TreeMap<Path, UserMap> pins = new TreeMap<>();

    void pin(Path path, UserMap map) {
        Path name = path.toAbsolutePath().normalize();
        String operation = "pin map '" + map.map().spec().name() + "' at " + path;
        if (!name.startsWith(MOUNT)) {
            throw new KernelException(operation, Errno.EPERM, "only " + MOUNT + " is a BPF file system");
        }
        for (Path part : MOUNT.relativize(name)) {
            if (part.toString().contains(".")) {
                throw new KernelException(operation, Errno.EPERM, "kernels allow no dots in names there");
            }
        }
        for (Path parent = name.getParent(); parent != null; parent = parent.getParent()) {
            if (pins.containsKey(parent)) {
                throw new KernelException(operation, Errno.ENOTDIR, parent + " is a map");
            }
        }
        if (name.equals(MOUNT) || pins.containsKey(name) || isDirectory(name)) {
            throw new KernelException(operation, Errno.EEXIST, "");
        }
        map.hold();
        pins.put(name, map);
    }

    private boolean isDirectory(Path name) {
        Path after = pins.higherKey(name);
        return after != null && after.startsWith(name);
    }

    Optional<UserMap> find(Path path) {
        return Optional.ofNullable(pins.get(path.toAbsolutePath().normalize()));
    }

    void unpin(Path path) {
        UserMap map = pins.remove(path.toAbsolutePath().normalize());
        if (map == null) {
            throw new KernelException("unpin " + path, Errno.ENOENT, "");
        }
        map.release();
    }

    void clear() {
        pins.values().forEach(UserMap::release);
        pins.clear();
    }
}
