// SPDX-License-Identifier: MIT
package dev.probeproof.loader.extern;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.object.Extern;
import java.util.List;
import java.util.stream.Collectors;

/** An object needs values of the kernel that nobody has told, so that it cannot be loaded. */
public final class UnknownExternException extends ProbeproofException {
    private final transient List<Extern> externs;

    public UnknownExternException(String file, List<ExternNote> notes) {
        super("cannot load " + file + ": it needs what is not known of this kernel\n"
                + notes.stream().map(note -> "  " + note.text() + "\n").collect(Collectors.joining())
                + "  hint: describe the kernel more fully (configuration, symbols), or declare the extern weak");
        this.externs = notes.stream().map(ExternNote::extern).toList();
    }

    /** What is not known, in the order of the object. */
    public List<Extern> externs() {
        return externs;
    }
}
