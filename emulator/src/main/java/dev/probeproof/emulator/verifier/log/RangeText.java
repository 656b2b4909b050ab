// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Tnum;

/** Ranges and known bits of a number that is not known: {@code smin=smin32=0,smax=umax=255,var_off=(0x0; 0xff)}. */
final class RangeText {
    private static final String[] NAMES = {"smin", "smax", "umin", "umax", "smin32", "smax32", "umin32", "umax32"};

    /** 5.7: the low half has ranges of its own. */
    private final boolean has32;
    /** 5.18: {@code umin}, not {@code umin_value}. */
    private final String suffix;
    /** 6.7: equal limits are written together. */
    private final boolean joinsEqual;
    /** 6.8: small numbers decimal, others hexadecimal. */
    private final boolean mixesBases;

    RangeText(KernelProfile profile) {
        has32 = profile.isAtLeast(5, 7);
        suffix = profile.isAtLeast(5, 18) ? "" : "_value";
        joinsEqual = profile.isAtLeast(6, 7);
        mixesBases = profile.isAtLeast(6, 8);
    }

    void write(Bounds bounds, RegisterText.Parts parts) {
        if (joinsEqual) {
            joined(bounds, parts);
            bits(bounds, parts);
            return;
        }
        whole(bounds, parts);
        bits(bounds, parts);
        if (has32) {
            half(bounds, parts);
        }
    }

    /** The same number moved by a constant, as releases with one offset keep it. */
    static Bounds moved(Bounds bounds, int offset) {
        if (offset == 0) {
            return bounds;
        }
        return Bounds.of(
                bounds.tnum().add(Tnum.constant(offset)),
                bounds.smin() + offset,
                bounds.smax() + offset,
                bounds.umin() + offset,
                bounds.umax() + offset,
                bounds.s32min() + offset,
                bounds.s32max() + offset,
                bounds.u32min() + offset,
                bounds.u32max() + offset);
    }

    private static void bits(Bounds bounds, RegisterText.Parts parts) {
        if (!bounds.tnum().isUnknown()) {
            parts.next().append("var_off=").append(bounds.tnum());
        }
    }

    private void whole(Bounds bounds, RegisterText.Parts parts) {
        if (bounds.smin() != bounds.umin() && bounds.smin() != Long.MIN_VALUE) {
            parts.next().append("smin").append(suffix).append('=').append(bounds.smin());
        }
        if (bounds.smax() != bounds.umax() && bounds.smax() != Long.MAX_VALUE) {
            parts.next().append("smax").append(suffix).append('=').append(bounds.smax());
        }
        if (bounds.umin() != 0) {
            parts.next().append("umin").append(suffix).append('=').append(Long.toUnsignedString(bounds.umin()));
        }
        if (bounds.umax() != -1) {
            parts.next().append("umax").append(suffix).append('=').append(Long.toUnsignedString(bounds.umax()));
        }
    }

    /** Unsigned limits of the low half are printed as if they were signed. */
    private void half(Bounds bounds, RegisterText.Parts parts) {
        if (bounds.s32min() != bounds.smin() && bounds.s32min() != Integer.MIN_VALUE) {
            parts.next().append("s32_min").append(suffix).append('=').append(bounds.s32min());
        }
        if (bounds.s32max() != bounds.smax() && bounds.s32max() != Integer.MAX_VALUE) {
            parts.next().append("s32_max").append(suffix).append('=').append(bounds.s32max());
        }
        if ((bounds.u32min() & 0xffff_ffffL) != bounds.umin() && bounds.u32min() != 0) {
            parts.next().append("u32_min").append(suffix).append('=').append(bounds.u32min());
        }
        if ((bounds.u32max() & 0xffff_ffffL) != bounds.umax() && bounds.u32max() != -1) {
            parts.next().append("u32_max").append(suffix).append('=').append(bounds.u32max());
        }
    }

    /** Limits in the order of {@link #NAMES}; a later lower (upper) limit equal to an earlier one joins it. */
    private void joined(Bounds bounds, RegisterText.Parts parts) {
        long[] values = {
            bounds.smin(),
            bounds.smax(),
            bounds.umin(),
            bounds.umax(),
            comparable(bounds.s32min()),
            comparable(bounds.s32max()),
            bounds.u32min() & 0xffff_ffffL,
            bounds.u32max() & 0xffff_ffffL
        };
        boolean[] omitted = {
            bounds.smin() == Long.MIN_VALUE,
            bounds.smax() == Long.MAX_VALUE,
            bounds.umin() == 0,
            bounds.umax() == -1,
            bounds.s32min() == Integer.MIN_VALUE,
            bounds.s32max() == Integer.MAX_VALUE,
            bounds.u32min() == 0,
            bounds.u32max() == -1
        };
        for (int i = 0; i < NAMES.length; i++) {
            if (omitted[i]) {
                continue;
            }
            StringBuilder text = parts.next().append(NAMES[i]).append('=');
            for (int other = i + 2; other < NAMES.length; other += 2) {
                if (!omitted[other]
                        && values[other] == values[i]
                        && isNegative(other, values[other]) == isNegative(i, values[i])) {
                    omitted[other] = true;
                    text.append(NAMES[other]).append('=');
                }
            }
            text.append(number(isSigned(i), values[i]));
        }
    }

    /** A limit of the low half: sign-extended if it is written in decimal, as it is if in hexadecimal. */
    private long comparable(int limit) {
        return !mixesBases || LogNumbers.isShortSigned(limit) ? limit : limit & 0xffff_ffffL;
    }

    private String number(boolean signed, long value) {
        if (mixesBases) {
            return signed ? LogNumbers.signed(value) : LogNumbers.unsigned(value);
        }
        return signed ? Long.toString(value) : Long.toUnsignedString(value);
    }

    private static boolean isSigned(int limit) {
        return NAMES[limit].charAt(0) == 's';
    }

    private static boolean isNegative(int limit, long value) {
        return isSigned(limit) && value < 0;
    }
}
