// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.model.SourcePosition;

/** A scenario cannot be carried out on a kernel: a name that this kernel does not have, a value that does not fit. */
public final class ScenarioException extends ProbeproofException {
    private final SourcePosition position;

    ScenarioException(SourcePosition position, String problem) {
        super(position + ": " + problem);
        this.position = position;
    }

    /** Where the scenario says it. */
    public SourcePosition position() {
        return position;
    }
}
