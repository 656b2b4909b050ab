// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import org.jspecify.annotations.Nullable;

/**
 * A kind of ELF section name and what it says about the programs in it.
 *
 * @param kind the name, or what stands before the first {@code /} of it
 * @param targetAllowed true if {@code /} and a target may follow
 * @param attachType expected at loading, or null where the kernel wants 0
 * @param flags {@code BPF_F_*} of program loading
 */
record SectionName(
        String kind,
        boolean targetAllowed,
        ProgramType type,
        @Nullable AttachType attachType,
        int flags) {
    static final int BPF_F_SLEEPABLE = 1 << 4;
    static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;

    /** What an unknown name says. */
    static final SectionName UNKNOWN = new SectionName("", false, ProgramType.UNSPEC, null, 0);

    /** A kind whose name may be followed by {@code /} and a target. */
    static SectionName plus(String kind, ProgramType type) {
        return new SectionName(kind, true, type, null, 0);
    }

    static SectionName plus(String kind, ProgramType type, AttachType attachType) {
        return new SectionName(kind, true, type, attachType, 0);
    }

    /** A kind that is the whole name. */
    static SectionName exact(String kind, ProgramType type) {
        return new SectionName(kind, false, type, null, 0);
    }

    static SectionName exact(String kind, ProgramType type, AttachType attachType) {
        return new SectionName(kind, false, type, attachType, 0);
    }

    SectionName sleepable() {
        return new SectionName(kind, targetAllowed, type, attachType, flags | BPF_F_SLEEPABLE);
    }

    SectionName withFragments() {
        return new SectionName(kind, targetAllowed, type, attachType, flags | BPF_F_XDP_HAS_FRAGS);
    }

    boolean matches(String section) {
        return section.equals(kind) || targetAllowed && section.startsWith(kind + "/");
    }

    /** What follows the kind, or empty. */
    String target(String section) {
        return section.length() > kind.length() ? section.substring(kind.length() + 1) : "";
    }

    /** The number that the kernel expects. */
    int attachTypeNumber() {
        return attachType == null ? 0 : attachType.number();
    }
}
