// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;

/** A kernel was asked for by a name that is neither shipped, nor a file, nor {@code running}. */
public final class UnknownKernelException extends ProbeproofException {
    private final String name;
    private final List<String> candidates;

    UnknownKernelException(String name, List<String> known) {
        super(message(name, Nearest.of(name, known), known));
        this.name = name;
        this.candidates = Nearest.of(name, known);
    }

    private static String message(String name, List<String> candidates, List<String> known) {
        return "unknown kernel '" + name + "': no such file, and not a shipped kernel\n  "
                + (candidates.isEmpty()
                        ? "shipped: " + String.join(", ", known)
                        : "did you mean " + String.join(", ", candidates) + "?");
    }

    public String name() {
        return name;
    }

    /** Shipped kernels with a name like it, the nearest first. */
    public List<String> candidates() {
        return candidates;
    }
}
