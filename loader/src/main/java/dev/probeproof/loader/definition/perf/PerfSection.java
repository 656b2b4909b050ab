// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a section of a BPF object in perf's language: {@code exec=/lib/libc.so.6;open=open_file file flags}.
 *
 * @param terms in order; of {@code exec} and {@code module} the last one counts
 * @param warnings what perf reports and ignores: parts without {@code =}
 */
public record PerfSection(String text, List<PerfTerm> terms, PerfMain main, List<String> warnings) {
    /** The group of every probe of a section. */
    public static final String GROUP = "perf_bpf_probe";

    public PerfSection {
        terms = List.copyOf(terms);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a section name.
     *
     * @throws ProbeSyntaxException if it is none; {@link PerfError#of} says what perf calls the error
     */
    public static PerfSection parse(String text, PerfDialect dialect) {
        return new PerfSectionParser(text, dialect).section();
    }

    /** The path of the user program, or null if the kernel is probed. */
    public @Nullable String executable() {
        return target() instanceof PerfTerm.Executable executable ? executable.path() : null;
    }

    /** The kernel module that is probed, or null. */
    public @Nullable String module() {
        return target() instanceof PerfTerm.Module module ? module.name() : null;
    }

    private @Nullable PerfTerm target() {
        PerfTerm target = null;
        for (PerfTerm term : terms) {
            if (term instanceof PerfTerm.Executable || term instanceof PerfTerm.Module) {
                target = term;
            }
        }
        return target;
    }

    /** Inlined copies are probed, too; so it is if nothing is said. */
    public boolean probesInlinedCopies() {
        boolean inlines = true;
        for (PerfTerm term : terms) {
            if (term instanceof PerfTerm.Inlines said) {
                inlines = said.probed();
            }
        }
        return inlines;
    }

    /** An event whose name is taken gets a suffix; not if nothing is said. */
    public boolean force() {
        boolean force = false;
        for (PerfTerm term : terms) {
            if (term instanceof PerfTerm.Force said) {
                force = said.suffixed();
            }
        }
        return force;
    }
}
