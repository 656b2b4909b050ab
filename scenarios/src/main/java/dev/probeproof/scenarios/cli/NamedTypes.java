// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfPattern;
import dev.probeproof.loader.error.Nearest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Types and functions that a user named, found in a kernel or refused with what comes near. */
final class NamedTypes {
    /** How a name is written, for the help of every command that takes one. */
    static final String GRAMMAR =
            "'struct file', 'enum pid_type', 'size_t', 'vfs_read'; with * and ? for any characters.";

    private NamedTypes() {}

    /**
     * @throws UsageException if a name stands for nothing
     * @throws dev.probeproof.loader.btf.MinimizedBtfException if it may stand for something that was cut out
     */
    static Set<Integer> find(List<String> names, Btf btf, String kernel) {
        Set<Integer> found = new TreeSet<>();
        for (String name : names) {
            BtfPattern pattern = BtfPattern.of(name);
            List<Integer> ids = pattern.find(btf);
            if (ids.isEmpty()) {
                throw absent(pattern, btf, kernel);
            }
            found.addAll(ids);
        }
        return found;
    }

    private static UsageException absent(BtfPattern pattern, Btf btf, String kernel) {
        if (!pattern.isGlob()) {
            for (BtfKind kind : pattern.kinds()) {
                btf.completeness().requireAbsence(kind, pattern.name());
            }
        }
        return new UsageException(sentence(pattern, btf, kernel));
    }

    /** That a kernel has nothing of that name, and what it has. */
    static String sentence(BtfPattern pattern, Btf btf, String kernel) {
        return "no '" + pattern + "' in the types of " + kernel
                + (pattern.isGlob() ? "" : Nearest.suffix(Nearest.of(pattern.name(), pattern.names(btf))));
    }
}
