// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfAttribute;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.NativeArena;
import dev.probeproof.kernelshim.sys.NativeMemory;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.target.BtfProbes;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfFeature;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfSanitizer;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.kernel.KernelException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type information that objects brought, each blob loaded once: all maps and programs of an object, and all instances
 * of a program, share it. What an older kernel does not understand is replaced by what it does; ids stay.
 */
final class LoadedTypes {
    private static final int LOG_BYTES = 64 * 1024;

    private final Bpf bpf;
    private final OpenResources owner;
    private final Map<Bytes, Loaded> byBlob = new LinkedHashMap<>();
    private @Nullable Set<BtfFeature> features;

    LoadedTypes(Bpf bpf, OpenResources owner) {
        this.bpf = bpf;
        this.owner = owner;
    }

    /**
     * Types in the kernel, or why it would not have them. Exactly one of the two is there.
     *
     * @param functions false if functions are no functions any more, because the kernel has no such types
     */
    record Loaded(@Nullable Fd fd, @Nullable KernelException refusal, boolean functions) {}

    /** Loads a blob, unless it is loaded already or was refused for what it is. */
    synchronized Loaded load(Bytes blob) {
        Loaded known = byBlob.get(blob);
        if (known != null) {
            return known;
        }
        Loaded loaded = loadNew(blob);
        if (loaded.refusal() == null
                || !ProgramLoading.NO_VERDICT.contains(loaded.refusal().errno())) {
            byBlob.put(blob, loaded);
        }
        return loaded;
    }

    /** As it is first: only a kernel that refuses is asked what it knows. */
    private Loaded loadNew(Bytes blob) {
        Loaded whole = attempt(blob, true);
        if (whole.refusal() == null
                || ProgramLoading.NO_VERDICT.contains(whole.refusal().errno())) {
            return whole;
        }
        try {
            Btf types = BtfReader.read(blob);
            Btf older = BtfSanitizer.sanitize(types, features());
            return older == types ? whole : attempt(older.raw(), features().contains(BtfFeature.FUNC));
        } catch (CorruptObjectException damaged) {
            // What we cannot read either is not refused for its age.
            return whole;
        }
    }

    private Set<BtfFeature> features() {
        if (features == null) {
            features = BtfProbes.probe(bpf);
        }
        return features;
    }

    private Loaded attempt(Bytes blob, boolean functions) {
        try (NativeArena arena = new NativeArena(bpf.syscalls())) {
            long address = arena.copy(blob.toArray()).address();
            long result = bpf.call(BpfAttribute.btfLoad(address, blob.size(), 0, 0, 0));
            if (result >= 0) {
                Fd fd = Fd.own(bpf.syscalls(), result);
                return new Loaded(owner.add(fd), null, functions);
            }
            return new Loaded(null, refusal((int) -result, arena, address, blob.size()), functions);
        }
    }

    /** Asks again with a log, only to learn the reason. */
    private KernelException refusal(int errno, NativeArena arena, long address, int size) {
        NativeMemory log = arena.allocate(LOG_BYTES);
        long again = bpf.call(BpfAttribute.btfLoad(address, size, log.address(), LOG_BYTES, 1));
        if (again >= 0) {
            Fd.own(bpf.syscalls(), again).close();
        }
        String[] lines = VerifierLog.read(log, LOG_BYTES).split("\n");
        return new KernelException("load program types", errno, lines[lines.length - 1]);
    }
}
