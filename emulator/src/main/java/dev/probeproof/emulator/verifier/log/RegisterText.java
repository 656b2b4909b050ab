// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierMap;

/** A register as the log of a release prints it, without its name: {@code map_value(map=counts,ks=4,vs=8)}. */
public final class RegisterText {
    private final TypeText types;
    private final StackObjectText objects;
    private final RangeText ranges;
    /** 5.18: what is zero is left out. */
    private final boolean omitsZeros;
    /** 6.8: names of maps, sizes of memory, hexadecimal numbers; zero offsets are left out. */
    private final boolean isTerse;
    /** 6.2: any pointer may carry a reference, not only those to sockets and memory. */
    private final boolean anyMayBeReferenced;
    /** 7.1: constant and variable offset are one, and a reference is known by the id of the pointer. */
    private final boolean hasOneOffset;

    private final boolean namesNonOwning;
    private final boolean namesDynptrs;

    public RegisterText(KernelProfile profile, StackObjectText objects) {
        this.objects = objects;
        types = new TypeText(profile);
        ranges = new RangeText(profile);
        omitsZeros = profile.isAtLeast(5, 18);
        anyMayBeReferenced = profile.isAtLeast(6, 2);
        namesNonOwning = profile.isAtLeast(6, 3);
        isTerse = profile.isAtLeast(6, 8);
        namesDynptrs = profile.isAtLeast(6, 15);
        hasOneOffset = profile.isAtLeast(7, 1);
    }

    public RegisterText(KernelProfile profile) {
        this(profile, StackObjectText.UNKNOWN);
    }

    /**
     * The register's state.
     *
     * @param frame number of the frame that holds it: stack pointers into others tell which
     */
    public String of(RegisterState register, int frame) {
        if (register.isScalar()) {
            String precise = register.isPrecise() ? "P" : "";
            return omitsZeros ? precise + scalar(register) : "inv" + precise + oldScalar(register);
        }
        return pointer(register, frame);
    }

    private String scalar(RegisterState register) {
        if (register.isConstant()) {
            long value = register.bounds().constantValue();
            return isTerse ? LogNumbers.signed(value) : Long.toString(value);
        }
        StringBuilder text = new StringBuilder("scalar(");
        Parts parts = new Parts(text);
        if (register.id() != 0) {
            parts.next().append("id=").append(register.baseId());
            if (register.id() != register.baseId()) {
                text.append(register.offset() < 0 ? "" : "+").append(register.offset());
            }
        }
        ranges.write(register.bounds(), parts);
        return text.append(')').toString();
    }

    private String oldScalar(RegisterState register) {
        if (register.isConstant()) {
            return Long.toString(register.bounds().constantValue());
        }
        StringBuilder text = new StringBuilder("(id=").append(register.baseId());
        ranges.write(register.bounds(), new Parts(text, true));
        return text.append(')').toString();
    }

    private String pointer(RegisterState register, int frame) {
        StringBuilder text = new StringBuilder(types.of(register));
        if (register.is(RegisterType.ARENA)) {
            return text.toString();
        }
        if (register.is(RegisterType.STACK)) {
            if (isTerse && register.frame() != frame) {
                text.append('[').append(register.frame()).append(']');
            }
            if (register.bounds().isConstant()) {
                long offset = register.bounds().constantValue() + register.offset();
                return text.append(isTerse ? LogNumbers.signed(offset) : Long.toString(offset))
                        .toString();
            }
        }
        if (register.is(RegisterType.BTF_ID)) {
            text.append(typeName(register));
        }
        text.append('(');
        Parts parts = new Parts(text);
        identity(register, parts);
        if (isTerse) {
            terseParticulars(register, parts);
        } else {
            particulars(register, parts);
        }
        place(register, parts);
        return text.append(')').toString();
    }

    /** Name of the structure behind a typed pointer. */
    private static String typeName(RegisterState register) {
        return register.types() == null ? "" : register.types().name(register.typeId());
    }

    private void identity(RegisterState register, Parts parts) {
        int id = hasOneOffset && register.referenceId() != 0 ? register.referenceId() : register.id();
        if (id != 0 || !omitsZeros) {
            parts.next().append("id=").append(id);
        }
        boolean showsReference = omitsZeros
                ? register.referenceId() != 0 && !hasOneOffset && mayShowReference(register)
                : mayBeReferenced(register);
        if (showsReference) {
            parts.next().append("ref_obj_id=").append(register.referenceId());
        }
        if (namesNonOwning && register.has(TypeFlags.NON_OWNING)) {
            parts.next().append("non_own_ref");
        }
    }

    private boolean mayShowReference(RegisterState register) {
        return anyMayBeReferenced || mayBeReferenced(register) || register.is(RegisterType.BTF_ID);
    }

    private static boolean mayBeReferenced(RegisterState register) {
        return switch (register.type()) {
            case SOCKET, TCP_SOCK, MEMORY -> true;
            default -> false;
        };
    }

    private void terseParticulars(RegisterState register, Parts parts) {
        VerifierMap map = register.map();
        if (map != null) {
            if (!map.name().isEmpty()) {
                parts.next().append("map=").append(map.name());
            }
            mapSizes(map, parts);
        }
        if (register.offset() != 0 && !hasOneOffset) {
            parts.next().append("off=").append(LogNumbers.signed(register.offset()));
        }
        if (register.type().isPacket()) {
            parts.next().append("r=").append(LogNumbers.unsigned(register.size()));
        }
        if (register.is(RegisterType.MEMORY)) {
            parts.next().append("sz=").append(LogNumbers.unsigned(register.size() & 0xffff_ffffL));
        }
        if (namesDynptrs && register.is(RegisterType.CONST_DYNPTR)) {
            parts.next().append("type=").append(objects.dynptrKind(register));
        }
    }

    private void particulars(RegisterState register, Parts parts) {
        parts.next().append("off=").append(register.offset());
        if (register.type().isPacket()) {
            parts.next().append("r=").append(register.size());
        } else if (register.map() != null) {
            mapSizes(register.map(), parts);
        }
    }

    private static void mapSizes(VerifierMap map, Parts parts) {
        parts.next().append("ks=").append(map.keySize()).append(",vs=").append(map.valueSize());
    }

    /** What additions have made of the pointer. */
    private void place(RegisterState register, Parts parts) {
        if (!register.bounds().isConstant()) {
            ranges.write(
                    hasOneOffset ? RangeText.moved(register.bounds(), register.offset()) : register.bounds(), parts);
            return;
        }
        long constant = register.bounds().constantValue() + (hasOneOffset ? register.offset() : 0);
        if (!isTerse) {
            parts.next().append("imm=").append(Long.toHexString(constant));
        } else if (constant != 0) {
            parts.next().append("imm=").append(LogNumbers.signed(constant));
        }
    }

    /** What stands between parentheses, with commas between. */
    static final class Parts {
        private final StringBuilder text;
        private boolean needsComma;

        Parts(StringBuilder text) {
            this(text, false);
        }

        Parts(StringBuilder text, boolean needsComma) {
            this.text = text;
            this.needsComma = needsComma;
        }

        StringBuilder next() {
            if (needsComma) {
                text.append(',');
            }
            needsComma = true;
            return text;
        }
    }
}
