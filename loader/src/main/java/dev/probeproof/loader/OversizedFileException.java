// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.error.ProbeproofException;
import java.nio.file.Path;

/** A file is larger than any object: another kind of file, or one without an end. */
public final class OversizedFileException extends ProbeproofException {
    private final transient Path file;

    OversizedFileException(Path file, int maxBytes) {
        super("cannot load '" + file + "': it has more than " + (maxBytes >> 20) + " MiB; an object has far less");
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
