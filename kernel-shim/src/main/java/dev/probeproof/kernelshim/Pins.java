// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.KernelFiles;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Names in the BPF file system, by which objects of the kernel outlive who made them. */
final class Pins {
    private static final String BPFFS = "bpf";

    private final Bpf bpf;

    Pins(Bpf bpf) {
        this.bpf = bpf;
    }

    /**
     * Gives what is behind a descriptor a name. Only its owner gets at directories that are made for it, as pins of
     * others do not concern him.
     *
     * @param what for the message, such as {@code map 'events'}
     */
    void pin(Path path, int fd, String what) {
        String operation = "pin " + what + " at " + path;
        try {
            String type = KernelFiles.fileSystemType(path);
            if (!type.equals(BPFFS)) {
                throw new KernelException(
                        operation,
                        Errno.EPERM,
                        "it lies on a file system of type " + type + ", not bpf; mount one there:"
                                + " mount -t bpf bpf /sys/fs/bpf");
            }
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(
                        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException refusal) {
            throw refused(operation, refusal);
        }
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            bpf.require(BpfAttribute.objPin(arena.text(path.toString()), fd), operation);
        }
    }

    /** The descriptor of what is pinned there, which the caller closes; empty if nothing is. */
    Optional<Fd> open(Path path) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long result = bpf.call(BpfAttribute.objGet(arena.text(path.toString())));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            if (result < 0) {
                throw new KernelException("open what is pinned at " + path, (int) -result, "");
            }
            return Optional.of(Fd.own(bpf.syscalls(), result));
        }
    }

    static void unpin(Path path) {
        String operation = "unpin " + path;
        try {
            Files.delete(path);
        } catch (NoSuchFileException absent) {
            throw new KernelException(operation, Errno.ENOENT, "");
        } catch (IOException refusal) {
            throw refused(operation, refusal);
        }
    }

    /** Java keeps the errno to itself. */
    private static KernelException refused(String operation, IOException refusal) {
        return new KernelException(operation, Errno.EPERM, refusal.toString());
    }
}
