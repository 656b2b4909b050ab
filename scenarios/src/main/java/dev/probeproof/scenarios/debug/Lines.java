// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.util.Optional;
import java.util.TreeSet;

/** Lines of C and instructions. */
final class Lines {
    private Lines() {}

    /** Whether two instructions belong to one line; fetches before a program have lines of their own, by what they fetch. */
    static boolean same(ProgramCode code, int one, int other) {
        Optional<SourceLine> first = code.line(one);
        Optional<SourceLine> second = code.line(other);
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() && second.isEmpty();
        }
        boolean fetches = one < code.prologueSlots() || other < code.prologueSlots();
        return first.get().line() == second.get().line()
                && first.get().file().equals(second.get().file())
                && (!fetches || first.get().text().equals(second.get().text()))
                && code.functionAt(one).equals(code.functionAt(other));
    }

    /** Whether a file is the one that somebody means: by its whole name, or the end of it. */
    static boolean means(String asked, String file) {
        String wanted = plain(asked);
        String known = plain(file);
        return known.equals(wanted) || known.endsWith("/" + wanted) || wanted.endsWith("/" + known);
    }

    static String plain(String file) {
        String slashes = file.replace('\\', '/');
        return slashes.startsWith("./") ? slashes.substring(2) : slashes;
    }

    /** The lines of a file for which a program has code. */
    static TreeSet<Integer> withCode(ProgramCode code, String file) {
        TreeSet<Integer> lines = new TreeSet<>();
        for (int slot = code.prologueSlots(); slot < code.instructions().size(); slot++) {
            code.line(slot).filter(line -> means(file, line.file())).ifPresent(line -> lines.add(line.line()));
        }
        return lines;
    }
}
