// SPDX-License-Identifier: MIT
package dev.probeproof.loader.btf;

import java.util.EnumSet;
import java.util.Set;

/** Parts of BTF that came after its beginnings, each with the first kernel release that accepts it in a program's BTF. */
public enum BtfFeature {
    /** Functions and their prototypes. */
    FUNC(5, 0),
    /** Variables and data sections. */
    DATASEC(5, 2),
    /** Functions with global linkage. */
    GLOBAL_FUNC(5, 6),
    /** Floating-point types. */
    FLOAT(5, 13),
    /** Tags on declarations, probe definitions among them. */
    DECL_TAG(5, 16),
    /** Tags on types. */
    TYPE_TAG(5, 17),
    /** Enums of 64 bits, and signs of enums. */
    ENUM64(6, 0),
    /** Names of data sections that begin with a question mark. */
    QUESTION_MARK_DATASEC(6, 9),
    /** The layout section, which tells the size of records of every kind. */
    LAYOUT(7, 1);

    private final int major;
    private final int minor;

    BtfFeature(int major, int minor) {
        this.major = major;
        this.minor = minor;
    }

    /** The first release that has it, such as {@code 5.16}. */
    public String since() {
        return major + "." + minor;
    }

    /** Everything that a release accepts; distributions may have backported more. */
    public static Set<BtfFeature> of(int major, int minor) {
        Set<BtfFeature> features = EnumSet.noneOf(BtfFeature.class);
        for (BtfFeature feature : values()) {
            if (major > feature.major || major == feature.major && minor >= feature.minor) {
                features.add(feature);
            }
        }
        return features;
    }
}
