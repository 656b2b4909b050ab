// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.uapi.Errno;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Descriptors of the types of modules, by the name of the module. Programs that call a module's functions hand them to the
 * kernel, which would not know otherwise whose ids the instructions hold.
 */
final class ModuleTypes {
    /** {@code struct bpf_btf_info}: size, and where name, its length, and the mark of kernel types are. */
    private static final int INFO_BYTES = 32;

    private static final int NAME = 16;
    private static final int NAME_LENGTH = 24;
    private static final int OF_KERNEL = 28;
    private static final int MAX_NAME_BYTES = 128;

    private final Bpf bpf;
    private final OpenResources owner;
    private final Map<String, Fd> byModule = new LinkedHashMap<>();

    ModuleTypes(Bpf bpf, OpenResources owner) {
        this.bpf = bpf;
        this.owner = owner;
    }

    /**
     * The descriptor of a module's types; it stays open.
     *
     * @throws KernelException with ENOENT if the kernel has no module of that name with types
     */
    synchronized Fd of(String module) {
        Fd known = byModule.get(module);
        if (known == null) {
            known = owner.add(find(module));
            byModule.put(module, known);
        }
        return known;
    }

    private Fd find(String module) {
        int id = 0;
        while (true) {
            BpfAttribute next = BpfAttribute.btfGetNextId(id);
            long result = bpf.call(next);
            if (result == -Errno.ENOENT.number()) {
                throw new KernelException(
                        "find the types of module '" + module + "'", Errno.ENOENT, "the module is not loaded");
            } else if (result < 0) {
                throw new KernelException("list the types of modules", (int) -result, "");
            }
            id = next.u32(BpfAttribute.NEXT_ID);
            Optional<Fd> found = open(id, module);
            if (found.isPresent()) {
                return found.get();
            }
        }
    }

    /** The types of that number, if they are those of the module. */
    private Optional<Fd> open(int id, String module) {
        long result = bpf.call(BpfAttribute.btfGetFdById(id));
        if (result == -Errno.ENOENT.number()) {
            return Optional.empty(); // Unloaded after it was listed.
        } else if (result < 0) {
            throw new KernelException("open types " + id, (int) -result, "");
        }
        Fd fd = Fd.own(bpf.syscalls(), result);
        boolean found = false;
        try {
            found = isOf(fd, module);
        } finally {
            if (!found) {
                fd.close();
            }
        }
        return found ? Optional.of(fd) : Optional.empty();
    }

    private boolean isOf(Fd fd, String module) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            NativeMemory name = arena.allocate(MAX_NAME_BYTES);
            NativeMemory info = arena.allocate(INFO_BYTES);
            info.bytes().putLong(NAME, name.address()).putInt(NAME_LENGTH, MAX_NAME_BYTES);
            bpf.require(
                    BpfAttribute.objGetInfoByFd(fd.number(), INFO_BYTES, info.address()), "ask for the name of types");
            byte[] text = new byte[MAX_NAME_BYTES];
            name.bytes().get(0, text);
            int length = 0;
            while (length < text.length && text[length] != 0) {
                length++;
            }
            return info.bytes().getInt(OF_KERNEL) != 0
                    && module.equals(new String(text, 0, length, StandardCharsets.UTF_8));
        }
    }
}
