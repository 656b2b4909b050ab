// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Opens maps by their names in the BPF file system, and asks the kernel what they are. */
final class PinnedMaps {
    /** Bytes of {@code struct bpf_map_info} up to and including {@code map_extra}. */
    private static final int INFO_BYTES = 88;

    private static final int NAME = 24;
    private static final int NAME_BYTES = 16;
    private static final int MAP_EXTRA = 80;

    private final Bpf bpf;
    private final Pins pins;
    private final KernelFiles files;
    private final OpenResources owner;

    PinnedMaps(Bpf bpf, KernelFiles files, OpenResources owner) {
        this.bpf = bpf;
        this.pins = new Pins(bpf);
        this.files = files;
        this.owner = owner;
    }

    /** The map; empty if nothing is pinned there. */
    Optional<MapHandle> open(Path path) {
        Optional<Fd> fd = pins.open(path);
        return fd.map(open -> {
            try {
                return handle(path, open);
            } catch (RuntimeException | Error refusal) {
                open.close();
                throw refusal;
            }
        });
    }

    private MapHandle handle(Path path, Fd fd) {
        checkIsMap(path, fd);
        MapSpec spec = spec(path, fd);
        int count = PerCpuValues.count(spec, files);
        return new NativeMap(bpf, spec, fd, PerCpuValues.bytes(spec, count), owner);
    }

    /** The information call answers for programs and links just as well, with other fields. */
    private void checkIsMap(Path path, Fd fd) {
        String operation = "open map that is pinned at " + path;
        try {
            String what = files.describeDescriptor(fd.number());
            if (!what.contains("bpf-map")) {
                throw new KernelException(operation, Errno.EINVAL, "what is pinned there is " + what + ", not a map");
            }
        } catch (IOException unreadable) {
            throw new KernelException(operation, Errno.EINVAL, unreadable.toString());
        }
    }

    private MapSpec spec(Path path, Fd fd) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            NativeMemory memory = arena.allocate(INFO_BYTES);
            bpf.require(
                    BpfAttribute.objGetInfoByFd(fd.number(), INFO_BYTES, memory.address()),
                    "describe map that is pinned at " + path);
            ByteBuffer info = memory.bytes();
            return MapSpec.builder(name(info, path), info.getInt(0))
                    .keySize(info.getInt(8))
                    .valueSize(info.getInt(12))
                    .maxEntries(info.getInt(16))
                    .flags(info.getInt(20))
                    .mapExtra(info.getLong(MAP_EXTRA))
                    .build();
        }
    }

    /** What the kernel has of the name, or the name of the pin if it has none. */
    private static String name(ByteBuffer info, Path path) {
        byte[] bytes = new byte[NAME_BYTES];
        info.get(NAME, bytes);
        String name = new String(bytes, StandardCharsets.US_ASCII);
        int end = name.indexOf('\0');
        String known = end < 0 ? name : name.substring(0, end);
        return known.isEmpty() ? String.valueOf(path.getFileName()) : known;
    }
}
