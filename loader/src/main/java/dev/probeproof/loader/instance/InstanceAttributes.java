// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import java.util.OptionalInt;

/**
 * What one instance is loaded with instead of its program's own attributes. In 2015 only instructions could differ,
 * which is why programs for function entry and exit, each tied to the BTF id of its target, could not be copied.
 *
 * @param attachBtfId BTF id, in the kernel's own types, of the function a tracing program is for; 0 leaves it to the program
 * @param expectedAttachType the kernel's number, if it differs from the program's
 * @param nameSuffix behind the program's name, which is cut so that 15 bytes hold both
 * @param moreFlags {@code BPF_F_*} of program loading, added to the program's
 */
public record InstanceAttributes(int attachBtfId, OptionalInt expectedAttachType, String nameSuffix, int moreFlags) {
    /** Everything as the program has it. */
    public static final InstanceAttributes NONE = new InstanceAttributes(0, OptionalInt.empty(), "", 0);

    /** Bytes of a name that reach a kernel. */
    private static final int NAME_BYTES = 15;

    public static InstanceAttributes named(String nameSuffix) {
        return NONE.withNameSuffix(nameSuffix);
    }

    /** Throws {@link IllegalArgumentException} if the suffix alone is too long, or has characters that kernels refuse. */
    public InstanceAttributes {
        if (nameSuffix.length() >= NAME_BYTES || !nameSuffix.matches("[A-Za-z0-9_.]*")) {
            throw new IllegalArgumentException(
                    "no suffix for a program's name: '" + nameSuffix + "'; at most 14 of A-Z a-z 0-9 _ .");
        }
    }

    public InstanceAttributes withAttachBtfId(int id) {
        return new InstanceAttributes(id, expectedAttachType, nameSuffix, moreFlags);
    }

    public InstanceAttributes withExpectedAttachType(int type) {
        return new InstanceAttributes(attachBtfId, OptionalInt.of(type), nameSuffix, moreFlags);
    }

    public InstanceAttributes withNameSuffix(String suffix) {
        return new InstanceAttributes(attachBtfId, expectedAttachType, suffix, moreFlags);
    }

    public InstanceAttributes withMoreFlags(int flags) {
        return new InstanceAttributes(attachBtfId, expectedAttachType, nameSuffix, flags);
    }

    /** The instance's name as a kernel gets it; a plain name is left whole. */
    String name(String programName) {
        if (nameSuffix.isEmpty()) {
            return programName;
        }
        int room = Math.min(programName.length(), NAME_BYTES - nameSuffix.length());
        return programName.substring(0, room) + nameSuffix;
    }
}
