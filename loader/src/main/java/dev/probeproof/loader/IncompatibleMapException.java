// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.error.ProbeproofException;
import java.util.List;

/** A map that exists is not such as the object defines it: which one, and how it differs. */
public final class IncompatibleMapException extends ProbeproofException {
    private final String map;

    IncompatibleMapException(String map, String existing, List<String> differences) {
        super("cannot use " + existing + " as map '" + map + "': " + String.join("; ", differences));
        this.map = map;
    }

    /** The name in the object. */
    public String map() {
        return map;
    }
}
