// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

import dev.probeproof.loader.error.ProbeproofException;

/** A backend cannot do what was asked for. Loud on purpose: "not emulated" is never a silent success. */
public final class UnsupportedFeatureException extends ProbeproofException {
    private final String feature;

    /**
     * @param feature what is missing
     * @param detail why, since when it exists, or what to do instead
     */
    public UnsupportedFeatureException(String feature, String detail) {
        super(feature + ": " + detail);
        this.feature = feature;
    }

    public String feature() {
        return feature;
    }
}
