// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.PathLeaf.BitField;
import dev.probeproof.loader.probe.PathLeaf.ScalarKind;
import dev.probeproof.loader.probe.PathLeaf.Sign;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells what a value of a BTF type is, and whether it is signed. */
final class LeafReader {
    /** Enumerators of unflagged enums from here to 2^32 are taken for small negative numbers. */
    private static final long SMALLEST_NEGATIVE = 0xffff_0000L;

    private final PathTypes types;
    private final boolean plainCharIsSigned;

    LeafReader(TargetKernel kernel, PathTypes types) {
        this.types = types;
        // From 6.2 on, kernels are compiled with -funsigned-char. A release that says nothing counts as older.
        this.plainCharIsSigned = kernel.arch().plainCharIsSigned()
                && !KernelRelease.of(kernel.release()).isAtLeast(6, 2);
    }

    /** An integer of one byte that may be a character: {@code char}, {@code u8}, not {@code bool}. */
    boolean isCharLike(int type) {
        return types.resolve(type) instanceof BtfType.Int integer && integer.size() == 1 && !isBool(integer);
    }

    /** The whole value of that type. */
    PathLeaf value(int type, Function<String, ProbeResolutionException> failure) {
        BtfType at = types.resolve(type);
        if (at instanceof BtfType.Array array) {
            return new PathLeaf.Array(types.sizeOf(type), array.count(), types.sizeOf(array.elementType()));
        } else if (at instanceof BtfType.Composite composite) {
            return new PathLeaf.Composite(composite.union(), composite.size());
        }
        return scalar(type, at, (int) types.sizeOf(type), null, failure);
    }

    /** A bit-field of that type in a container of {@code sizeBytes}. */
    PathLeaf bits(int type, int sizeBytes, BitField bits, Function<String, ProbeResolutionException> failure) {
        return scalar(type, types.resolve(type), sizeBytes, bits, failure);
    }

    private PathLeaf scalar(
            int type,
            BtfType at,
            int sizeBytes,
            @Nullable BitField bits,
            Function<String, ProbeResolutionException> failure) {
        ScalarKind kind;
        if (at instanceof BtfType.Int integer) {
            kind = isBool(integer) ? ScalarKind.BOOL : ScalarKind.INT;
        } else if (at instanceof BtfType.Enum) {
            kind = ScalarKind.ENUM;
        } else if (at instanceof BtfType.Ptr pointer) {
            kind = types.resolve(pointer.type()) instanceof BtfType.FuncProto
                    ? ScalarKind.FUNCTION_POINTER
                    : ScalarKind.POINTER;
        } else {
            throw failure.apply(types.text(type));
        }
        return new PathLeaf.Scalar(kind, sizeBytes, sign(at), bits);
    }

    private Sign sign(BtfType at) {
        if (at instanceof BtfType.Int integer) {
            boolean signed = integer.signed() || integer.name().equals("signed char");
            return integer.name().equals("char") ? Sign.UNDETERMINED : signed ? Sign.SIGNED : Sign.UNSIGNED;
        } else if (at instanceof BtfType.Enum enumeration) {
            return enumeration.signed() ? Sign.SIGNED : hasHighBit(enumeration) ? Sign.UNDETERMINED : Sign.UNSIGNED;
        }
        return Sign.UNSIGNED;
    }

    /**
     * Whether the value is sign-extended. Where BTF leaves it open, as C does on that kernel: plain {@code char} by
     * architecture and release, an enum without a sign flag (BTF of kernels before 6.0) as signed when an enumerator
     * looks like a small negative number.
     */
    boolean isSigned(int type) {
        BtfType at = types.resolve(type);
        return switch (sign(at)) {
            case SIGNED -> true;
            case UNSIGNED -> false;
            case UNDETERMINED ->
                at instanceof BtfType.Enum enumeration ? hasSmallNegative(enumeration) : plainCharIsSigned;
        };
    }

    private static boolean hasHighBit(BtfType.Enum enumeration) {
        return enumeration.values().stream()
                .anyMatch(value -> enumeration.wide() ? value.value() < 0 : (int) value.value() < 0);
    }

    private static boolean hasSmallNegative(BtfType.Enum enumeration) {
        return enumeration.values().stream()
                .anyMatch(value ->
                        enumeration.wide() ? value.value() < 0 : (value.value() & 0xffff_ffffL) >= SMALLEST_NEGATIVE);
    }

    boolean isBool(int type) {
        return types.resolve(type) instanceof BtfType.Int integer && isBool(integer);
    }

    private static boolean isBool(BtfType.Int integer) {
        return integer.isBool() || integer.name().equals("_Bool");
    }
}
