// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.map.MapFields;
import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.uapi.Errno;

/** Accesses to memory of a known size, at offsets that vary within bounds. */
final class MemoryRegions {
    /** {@code BPF_F_RDONLY_PROG} and {@code BPF_F_WRONLY_PROG}. */
    private static final int READ_ONLY = 1 << 7;

    private static final int WRITE_ONLY = 1 << 8;

    private final Verification verification;
    private final Checks checks;

    MemoryRegions(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
    }

    /** The smallest and the greatest offset both have to lie inside. */
    void check(int number, int offset, int size, int memorySize, boolean zeroAllowed) {
        RegisterState pointer = verification.register(number);
        Bounds bounds = pointer.bounds();
        boolean inBounds = verification.has(KernelChange.POINTER_OFFSETS_IN_BOUNDS);
        long smin = inBounds ? bounds.smin() + pointer.offset() : bounds.smin();
        if (smin < 0) {
            long lowest = offset + bounds.smin();
            if (bounds.smin() == Long.MIN_VALUE || lowest != (int) lowest || lowest < 0) {
                throw negative(number);
            }
        }
        requireInside(number, bounds.smin() + offset, size, memorySize, zeroAllowed, "min");
        if (Long.compareUnsigned(bounds.umax(), PointerArithmetic.MAX_OFFSET) >= 0) {
            throw verification.reject(
                    Errno.EACCES, "R%d unbounded memory access, make sure to bounds check any such access", number);
        }
        requireInside(number, bounds.umax() + offset, size, memorySize, zeroAllowed, "max");
    }

    private void requireInside(int number, long offset, int size, int memorySize, boolean zeroAllowed, String which) {
        int at = (int) offset;
        if (isInside(at, size, memorySize, zeroAllowed)) {
            return;
        }
        describe(number, at, size, memorySize);
        throw verification.reject(Errno.EACCES, "R%d %s value is outside of the allowed memory range", number, which);
    }

    private static boolean isInside(int offset, int size, int memorySize, boolean zeroAllowed) {
        boolean sizeAllowed = size > 0 || size == 0 && zeroAllowed;
        return offset >= 0 && sizeAllowed && (long) offset + size <= Integer.toUnsignedLong(memorySize);
    }

    private void describe(int number, int offset, int size, int memorySize) {
        RegisterState pointer = verification.register(number);
        switch (pointer.type()) {
            case MAP_KEY ->
                verification.log.line(
                        "invalid access to map key, key_size=%d off=%d size=%d", memorySize, offset, size);
            case MAP_VALUE ->
                verification.log.line(
                        "invalid access to map value, value_size=%d off=%d size=%d", memorySize, offset, size);
            case PACKET, PACKET_META, PACKET_END ->
                verification.log.line(
                        "invalid access to packet, off=%d size=%d, R%d(id=%d,off=%d,r=%d)",
                        offset, size, number, pointer.id(), offset, memorySize);
            default ->
                verification.log.line(
                        "invalid access to memory, mem_size=%d off=%d size=%d",
                        Integer.toUnsignedLong(memorySize), offset, size);
        }
    }

    void checkPacket(int number, int offset, int size, boolean zeroAllowed) {
        RegisterState pointer = verification.register(number);
        if (pointer.bounds().smin() < 0) {
            throw negative(number);
        }
        if (pointer.size() >= 0 && verification.has(KernelChange.POINTER_OFFSETS_IN_BOUNDS)) {
            check(number, offset, size, pointer.size(), zeroAllowed);
            return;
        }
        if (pointer.size() < 0) {
            throw verification.reject(Errno.EINVAL, "R%d offset is outside of the packet", number);
        }
        if (!isInside(offset, size, pointer.size(), zeroAllowed)) {
            describe(number, offset, size, pointer.size());
            throw verification.reject(Errno.EACCES, "R%d offset is outside of the packet", number);
        }
    }

    Rejection negative(int number) {
        return verification.reject(
                Errno.EACCES,
                "R%d min value is negative, either use unsigned index or do a if (index >=0) check.",
                number);
    }

    void checkMapPermission(int number, int offset, int size, boolean write) {
        VerifierMap map = checks.mapOf(verification.register(number));
        if (write && (map.flags() & READ_ONLY) != 0) {
            throw verification.reject(
                    Errno.EACCES,
                    "write into map forbidden, value_size=%d off=%d size=%d",
                    map.valueSize(),
                    offset,
                    size);
        }
        if (!write && (map.flags() & WRITE_ONLY) != 0) {
            throw verification.reject(
                    Errno.EACCES,
                    "read from map forbidden, value_size=%d off=%d size=%d",
                    map.valueSize(),
                    offset,
                    size);
        }
    }

    /**
     * Bytes of a map value, where special fields have rules of their own.
     *
     * @param direct a load or store, not a helper
     * @return whether it is a kernel pointer (kptr) that is accessed
     */
    boolean checkMapValue(int number, int offset, int size, boolean zeroAllowed, boolean direct) {
        RegisterState pointer = verification.register(number);
        VerifierMap map = checks.mapOf(pointer);
        check(number, offset, size, map.valueSize(), zeroAllowed);
        Bounds bounds = pointer.bounds();
        for (MapFields.Field field : map.fields().all()) {
            boolean touched = bounds.smin() + offset < field.offset() + field.size()
                    && field.offset() < bounds.umax() + offset + size;
            if (!touched) {
                continue;
            }
            switch (field.kind()) {
                case KPTR_UNREF, KPTR_REF, KPTR_PERCPU, UPTR -> {
                    checkKptr(field, bounds, offset, size, direct);
                    return direct;
                }
                default ->
                    throw verification.reject(
                            Errno.EACCES,
                            "bpf_%s cannot be accessed directly by load/store",
                            field.kind().word());
            }
        }
        return false;
    }

    private void checkKptr(MapFields.Field field, Bounds bounds, int offset, int size, boolean direct) {
        String name = field.kind().word();
        if (!direct) {
            throw verification.reject(Errno.EACCES, "%s cannot be accessed indirectly by helper", name);
        }
        if (!bounds.tnum().isConst()) {
            throw verification.reject(Errno.EACCES, "%s access cannot have variable offset", name);
        }
        if (field.offset() != offset + bounds.tnum().value()) {
            throw verification.reject(
                    Errno.EACCES,
                    "%s access misaligned expected=%d off=%d",
                    name,
                    field.offset(),
                    offset + bounds.tnum().value());
        }
        if (size != Long.BYTES) {
            throw verification.reject(Errno.EACCES, "%s access size must be BPF_DW", name);
        }
    }
}
