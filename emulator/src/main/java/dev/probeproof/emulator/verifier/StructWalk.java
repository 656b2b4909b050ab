// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.KernelChange;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.Errno;
import org.jspecify.annotations.Nullable;

/** Finds what lies at an offset of a kernel struct: bytes, or a pointer to another struct. */
final class StructWalk {
    /** What was found. */
    enum Found {
        SCALAR,
        /** A pointer to a struct. */
        POINTER,
        /** A pointer to anything else, in releases that let programs read through it. */
        MEMORY
    }

    private final Verification verification;
    private final Btf types;
    /** Of a pointer: the struct it points to. */
    int pointeeId;
    /** Of a pointer: flags by type tags and by the way there. */
    int flags;
    /** Of a pointer: the member that holds it. */
    String member = "";

    StructWalk(Verification verification, Btf types) {
        this.verification = verification;
        this.types = types;
    }

    /**
     * @param offset in bytes from the start of the struct
     * @throws Rejection if the bytes do not lie inside one member
     */
    Found walk(int structId, int offset, int size) {
        int id = structId;
        int at = offset;
        while (true) {
            BtfType resolved = types.resolve(id);
            if (!(resolved instanceof BtfType.Composite composite)) {
                throw verification.reject(Errno.EINVAL, "Type '%s' is not a struct", resolved.name());
            }
            if (composite.union() && composite.members().size() != 1) {
                flags |= TypeFlags.UNTRUSTED;
            }
            if ((long) at + size > composite.size()) {
                BtfType element = flexibleElement(composite, at, size);
                if (!(element instanceof BtfType.Composite)) {
                    return Found.SCALAR;
                }
                BtfType.Member last = last(composite);
                int elementSize = ((BtfType.Composite) element).size();
                at = (at - last.bitOffset() / Byte.SIZE) % Math.max(1, elementSize);
                id = ((BtfType.Array) types.resolve(last.type())).elementType();
                continue;
            }
            Step step = step(composite, at, size);
            if (step.found != null) {
                return step.found;
            }
            id = step.nextId;
            at = step.nextOffset;
        }
    }

    private static String nameOf(BtfType.Composite composite) {
        return composite.name().isEmpty() ? "(anon)" : composite.name();
    }

    private record Step(@Nullable Found found, int nextId, int nextOffset) {
        static Step found(Found found) {
            return new Step(found, 0, 0);
        }
    }

    private static BtfType.Member last(BtfType.Composite composite) {
        return composite.members().get(composite.members().size() - 1);
    }

    /** Behind the end there may be the elements of an array of unknown length. */
    private BtfType flexibleElement(BtfType.Composite composite, int at, int size) {
        if (!composite.members().isEmpty()) {
            BtfType.Member last = last(composite);
            boolean reached = at >= last.bitOffset() / Byte.SIZE;
            if (types.resolve(last.type()) instanceof BtfType.Array array && array.count() == 0 && reached) {
                BtfType element = types.resolve(array.elementType());
                if (element instanceof BtfType.Composite || element.kind() == BtfKind.INT) {
                    return element;
                }
            }
        }
        throw verification.reject(
                Errno.EACCES, "access beyond struct %s at off %d size %d", nameOf(composite), at, size);
    }

    private Step step(BtfType.Composite composite, int at, int size) {
        for (BtfType.Member each : composite.members()) {
            int start = each.bitOffset() / Byte.SIZE;
            if (at + size <= start) {
                break;
            }
            if (each.bitfieldBits() != 0) {
                int end = (each.bitOffset() + each.bitfieldBits() + Byte.SIZE - 1) / Byte.SIZE;
                if (at <= start && end <= at + size) {
                    return Step.found(Found.SCALAR);
                }
                continue;
            }
            if (at < start) {
                break;
            }
            long end = start + types.sizeOf(each.type());
            if (at >= end) {
                continue;
            }
            return enter(composite, each, start, end, at, size);
        }
        throw verification.reject(Errno.EINVAL, "struct %s doesn't have field at offset %d", nameOf(composite), at);
    }

    private Step enter(BtfType.Composite composite, BtfType.Member found, int memberStart, long end, int at, int size) {
        int start = memberStart;
        int id = found.type();
        BtfType type = types.resolve(id);
        long elementSize = end - start;
        while (type instanceof BtfType.Array array) {
            id = array.elementType();
            type = types.resolve(id);
            elementSize = Math.max(1, types.sizeOf(id));
        }
        start += (int) ((at - start) / elementSize * elementSize);
        if (type instanceof BtfType.Composite) {
            return new Step(null, id, at - start);
        }
        if (type instanceof BtfType.Ptr pointer) {
            if (elementSize != size || at != start) {
                throw verification.reject(
                        Errno.EACCES,
                        "cannot access ptr member %s with moff %d in struct %s with off %d size %d",
                        found.name(),
                        start,
                        nameOf(composite),
                        at,
                        size);
            }
            int tag = tag(pointer.type());
            int pointee = types.strip(pointer.type());
            if (types.type(pointee) instanceof BtfType.Composite) {
                pointeeId = pointee;
                flags |= tag;
                member = found.name();
                return Step.found(Found.POINTER);
            }
            if (verification.has(KernelChange.UNTRUSTED_MEMORY)) {
                return Step.found(Found.MEMORY);
            }
        }
        if (at + size > end && (flags & TypeFlags.UNTRUSTED) == 0) {
            throw verification.reject(
                    Errno.EACCES,
                    "access beyond the end of member %s (mend:%d) in struct %s with off %d size %d",
                    found.name(),
                    end,
                    nameOf(composite),
                    at,
                    size);
        }
        return Step.found(Found.SCALAR);
    }

    private int tag(int typeId) {
        if (types.type(typeId) instanceof BtfType.Alias alias
                && alias.kind() == BtfKind.TYPE_TAG
                && verification.has(KernelChange.POINTER_TAGS)) {
            return switch (alias.name()) {
                case "user" -> TypeFlags.USER;
                case "percpu" -> TypeFlags.PER_CPU;
                case "rcu" -> verification.has(KernelChange.TRUSTED_POINTERS) ? TypeFlags.RCU : 0;
                default -> 0;
            };
        }
        return 0;
    }
}
