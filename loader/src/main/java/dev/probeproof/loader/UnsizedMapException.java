// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.KernelException;

/** A kernel refused a map whose sizes the source leaves to whoever loads it. */
public final class UnsizedMapException extends KernelException {
    private final String map;

    UnsizedMapException(String map, String missing, KernelException refusal) {
        super(
                refusal.operation(),
                refusal.errno(),
                "set " + missing + " of map '" + map + "' before load: LoadOptions.withMap");
        this.map = map;
        initCause(refusal);
    }

    /** Its name. */
    public String map() {
        return map;
    }
}
