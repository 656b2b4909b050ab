// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.state;

import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.loader.btf.Btf;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one register, or of a register that was spilled to the stack. Immutable: a register that changes is
 * replaced, so that states share what did not change and comparing them is mostly comparing references.
 */
public final class RegisterState {
    /** In {@link #id} of a scalar: it is another scalar of that id plus {@link #offset}, as a 64-bit sum. */
    public static final int ADD_CONSTANT = 1 << 31;
    /** The same as a 32-bit sum, with a zero upper half. */
    public static final int ADD_CONSTANT32 = 1 << 30;
    /** In {@link #id} of a scalar: what says that it is a sum, of either width. */
    public static final int ANY_ADD_CONSTANT = ADD_CONSTANT | ADD_CONSTANT32;

    public static final RegisterState NOT_INIT = new Parts(RegisterType.NOT_INIT).build();
    /** A number of which nothing is known. */
    public static final RegisterState UNKNOWN = new Parts(RegisterType.SCALAR).build();

    private static final RegisterState PRECISE_UNKNOWN = UNKNOWN.withPrecise(true);

    private final RegisterType type;
    private final int flags;
    private final int offset;
    private final Bounds bounds;
    private final int id;
    private final int referenceId;
    private final @Nullable VerifierMap map;
    private final int mapUid;
    private final int size;
    private final int typeId;
    private final @Nullable Btf types;
    private final int frame;
    private final int detail;
    private final boolean precise;

    private RegisterState(Parts parts) {
        type = parts.type;
        flags = parts.flags;
        offset = parts.offset;
        bounds = parts.bounds;
        id = parts.id;
        referenceId = parts.referenceId;
        map = parts.map;
        mapUid = parts.mapUid;
        size = parts.size;
        typeId = parts.typeId;
        types = parts.types;
        frame = parts.frame;
        detail = parts.detail;
        precise = parts.precise;
    }

    /** A number that is known. */
    public static RegisterState constant(long value) {
        return new Parts(RegisterType.SCALAR).bounds(Bounds.constant(value)).build();
    }

    public static RegisterState scalar(Bounds bounds) {
        return bounds.equals(Bounds.UNKNOWN)
                ? UNKNOWN
                : new Parts(RegisterType.SCALAR).bounds(bounds).build();
    }

    /** An unknown number; precise where the kernel does not track precision (no privileges, or an old release). */
    public static RegisterState unknown(boolean precise) {
        return precise ? PRECISE_UNKNOWN : UNKNOWN;
    }

    /** A pointer to the start of something: nothing is added to it yet. */
    public static Parts pointer(RegisterType type) {
        return new Parts(type).bounds(Bounds.constant(0));
    }

    /** This one, to be changed. */
    public Parts change() {
        return new Parts(this);
    }

    public RegisterType type() {
        return type;
    }

    /** {@link TypeFlags}. */
    public int flags() {
        return flags;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public boolean is(RegisterType other) {
        return type == other;
    }

    public boolean isScalar() {
        return type == RegisterType.SCALAR;
    }

    public boolean isPointer() {
        return type.isPointer();
    }

    public boolean mayBeNull() {
        return has(TypeFlags.MAY_BE_NULL);
    }

    /** A number that is known. */
    public boolean isConstant() {
        return type == RegisterType.SCALAR && bounds.isConstant();
    }

    /** The known number zero. */
    public boolean isNull() {
        return isConstant() && bounds.constantValue() == 0;
    }

    /** Bytes added to a pointer by constants; for a scalar that is a sum, what it is more than the other. */
    public int offset() {
        return offset;
    }

    /** The value of a scalar, or what variable additions have added to a pointer. */
    public Bounds bounds() {
        return bounds;
    }

    /** Same id, same value: what is learned of one holds for the other. 0: alone. */
    public int id() {
        return id;
    }

    /** {@link #id} without {@link #ANY_ADD_CONSTANT}. */
    public int baseId() {
        return isScalar() ? id & ~ANY_ADD_CONSTANT : id;
    }

    /** The acquired reference that it stands for or comes from, or 0. */
    public int referenceId() {
        return referenceId;
    }

    /** Of map pointers, map values and map keys. */
    public @Nullable VerifierMap map() {
        return map;
    }

    /** Tells elements of a map of maps apart, by the look-up that found them. */
    public int mapUid() {
        return mapUid;
    }

    /** Bytes of packet proved to be there, or bytes of memory behind the pointer. */
    public int size() {
        return size;
    }

    /** Type id in {@link #types} of what a BTF pointer points to. */
    public int typeId() {
        return typeId;
    }

    public @Nullable Btf types() {
        return types;
    }

    /** Of a stack pointer: the number of the frame whose stack it is. */
    public int frame() {
        return frame;
    }

    /** Of a function pointer, the sub-program; of dynptrs and iterators in stack slots, packed particulars. */
    public int detail() {
        return detail;
    }

    /** A scalar whose exact value a verdict depended on. */
    public boolean isPrecise() {
        return precise;
    }

    public RegisterState withPrecise(boolean newPrecise) {
        if (precise == newPrecise) {
            return this;
        }
        Parts parts = new Parts(this);
        parts.precise = newPrecise;
        return parts.build();
    }

    public RegisterState withBounds(Bounds newBounds) {
        return newBounds == bounds ? this : change().bounds(newBounds).build();
    }

    public RegisterState withId(int newId) {
        return id == newId ? this : change().id(newId).build();
    }

    public RegisterState withReferenceId(int newId) {
        return referenceId == newId ? this : change().referenceId(newId).build();
    }

    public RegisterState withOffset(int newOffset) {
        return offset == newOffset ? this : change().offset(newOffset).build();
    }

    public RegisterState withSize(int newSize) {
        return size == newSize ? this : change().size(newSize).build();
    }

    public RegisterState withFlags(int newFlags) {
        return flags == newFlags ? this : change().flags(newFlags).build();
    }

    /** Everything equal but {@link #isPrecise}. */
    public boolean equalsIgnoringPrecision(RegisterState other) {
        return this == other || sameButIds(other) && id == other.id && referenceId == other.referenceId;
    }

    /** Everything equal but ids of values and references, and {@link #isPrecise}. */
    public boolean sameButIds(RegisterState other) {
        return this == other
                || type == other.type
                        && flags == other.flags
                        && offset == other.offset
                        && map == other.map
                        && mapUid == other.mapUid
                        && size == other.size
                        && typeId == other.typeId
                        && types == other.types
                        && frame == other.frame
                        && detail == other.detail
                        && bounds.equals(other.bounds);
    }

    /** The parts of a register state while it is made. */
    public static final class Parts {
        private final RegisterType type;
        private int flags;
        private int offset;
        private Bounds bounds = Bounds.UNKNOWN;
        private int id;
        private int referenceId;
        private @Nullable VerifierMap map;
        private int mapUid;
        private int size;
        private int typeId;
        private @Nullable Btf types;
        private int frame;
        private int detail;
        private boolean precise;

        private Parts(RegisterType type) {
            this.type = type;
        }

        private Parts(RegisterState old) {
            this(old, old.type);
        }

        private Parts(RegisterState old, RegisterType type) {
            this.type = type;
            flags = old.flags;
            offset = old.offset;
            bounds = old.bounds;
            id = old.id;
            referenceId = old.referenceId;
            map = old.map;
            mapUid = old.mapUid;
            size = old.size;
            typeId = old.typeId;
            types = old.types;
            frame = old.frame;
            detail = old.detail;
            precise = old.precise;
        }

        /** The same parts with another type. */
        public Parts type(RegisterType newType) {
            return new Parts(build(), newType);
        }

        public Parts flags(int newFlags) {
            flags = newFlags;
            return this;
        }

        public Parts with(int flag) {
            flags |= flag;
            return this;
        }

        public Parts without(int flag) {
            flags &= ~flag;
            return this;
        }

        public Parts offset(int bytes) {
            offset = bytes;
            return this;
        }

        public Parts bounds(Bounds newBounds) {
            bounds = newBounds;
            return this;
        }

        public Parts id(int newId) {
            id = newId;
            return this;
        }

        public Parts referenceId(int newId) {
            referenceId = newId;
            return this;
        }

        public Parts map(@Nullable VerifierMap newMap) {
            map = newMap;
            return this;
        }

        public Parts mapUid(int uid) {
            mapUid = uid;
            return this;
        }

        public Parts size(int bytes) {
            size = bytes;
            return this;
        }

        public Parts typed(@Nullable Btf newTypes, int newTypeId) {
            types = newTypes;
            typeId = newTypeId;
            return this;
        }

        public Parts frame(int number) {
            frame = number;
            return this;
        }

        public Parts detail(int newDetail) {
            detail = newDetail;
            return this;
        }

        public Parts precise(boolean newPrecise) {
            precise = newPrecise;
            return this;
        }

        public RegisterState build() {
            return new RegisterState(this);
        }
    }
}
