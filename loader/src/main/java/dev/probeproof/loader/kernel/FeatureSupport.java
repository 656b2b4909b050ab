// SPDX-License-Identifier: MIT
package dev.probeproof.loader.kernel;

/** The three answers to "can this kernel do it?". */
public sealed interface FeatureSupport {
    /** Yes. */
    record Supported() implements FeatureSupport {}

    /** No, and why. */
    record Missing(String reason) implements FeatureSupport {}

    /** Could not tell, and why. */
    record Unknown(String reason) implements FeatureSupport {}

    default boolean isSupported() {
        return this instanceof Supported;
    }
}
