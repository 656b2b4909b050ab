// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.input;

import dev.probeproof.loader.error.ProbeproofException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a user named cannot be read: which, and why. */
public final class UnreadableFileException extends ProbeproofException {
    private final transient Path file;

    /**
     * @param reason in words, such as {@code no such file}
     */
    public UnreadableFileException(Path file, String reason, @Nullable Throwable cause) {
        super("cannot read '" + file + "': " + reason, cause);
        this.file = file;
    }

    public Path file() {
        return file;
    }
}
