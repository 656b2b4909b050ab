// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.perf.PerfDefinition;
import dev.probeproof.loader.definition.perf.PerfDialect;
import dev.probeproof.loader.definition.perf.PerfSection;
import dev.probeproof.loader.definition.tracefs.TracefsCommand;
import dev.probeproof.loader.definition.tracefs.TracefsDefinition;
import dev.probeproof.loader.definition.tracefs.TracefsFile;
import java.util.regex.Pattern;

/** In whose language a probe definition is written. All of them mean a {@link ProbeDefinition}. */
public enum ProbeNotation {
    /** Ours: {@code vfs_read(file->f_pos, count)}. */
    NATIVE {
        @Override
        public ProbeDefinition read(String text, Mechanism meant) {
            return ProbeDefinition.parse(text, meant);
        }
    },
    /** perf's, as {@code perf probe} and section names of its programs have it: {@code exec=/bin/sh;line=main:12 argc}. */
    PERF {
        @Override
        public ProbeDefinition read(String text, Mechanism meant) {
            requireKprobe(text, meant);
            return PerfDefinition.of(PerfSection.parse(text, PerfDialect.IMPROVED));
        }
    },
    /** That of the kernel's {@code kprobe_events} and {@code uprobe_events}: {@code p:mine/read vfs_read count=$arg3:u64}. */
    TRACEFS {
        @Override
        public ProbeDefinition read(String text, Mechanism meant) {
            requireKprobe(text, meant);
            if (!(TracefsCommand.parse(text, TracefsFile.DYNAMIC_EVENTS) instanceof TracefsCommand.Define define)) {
                throw new ProbeSyntaxException(text, 1, "it deletes an event and defines none");
            }
            return TracefsDefinition.of(define.probe());
        }
    };

    /** Made when a text may be in another language than ours: that takes longer than reading several in ours. */
    private static final class Patterns {
        static final Pattern TRACEFS_COMMAND =
                Pattern.compile("[prfte]\\d*(:\\S*)?\\s+[^\\s(=].*|-:.*", Pattern.DOTALL);

        /** An equals sign or a second word in front of any parenthesis, or a term such as {@code inlines=no;}. */
        static final Pattern PERF_DEFINITION =
                Pattern.compile("\\s*[^\\s(]*=.*|[^(]*;.*|\\s*[^\\s(=]+\\s+[A-Za-z_$\\\\@+%-].*", Pattern.DOTALL);
    }

    /**
     * Reads a definition in this language.
     *
     * @param meant by what its program comes to the place, if the definition does not say
     * @throws ProbeSyntaxException if it is none
     */
    public abstract ProbeDefinition read(String text, Mechanism meant);

    /** The same for programs of kprobes and uprobes. */
    public ProbeDefinition read(String text) {
        return read(text, Mechanism.KPROBE);
    }

    private static void requireKprobe(String text, Mechanism meant) {
        if (meant != Mechanism.KPROBE) {
            throw new ProbeSyntaxException(
                    text, 1, "this language is about kprobes and uprobes; the program is for " + meant.word());
        }
    }

    /**
     * Reads a definition in whichever language it is in.
     *
     * @throws ProbeSyntaxException in the words of the language that it looks like
     */
    public static ProbeDefinition readAny(String text) {
        return readAny(text, Mechanism.KPROBE);
    }

    /**
     * The same for a program that comes to its place by that mechanism.
     *
     * @throws ProbeSyntaxException in the words of the language that it looks like
     */
    public static ProbeDefinition readAny(String text, Mechanism meant) {
        return of(text).read(text, meant);
    }

    /** The language that a text looks like; what is right in ours is in ours. */
    public static ProbeNotation of(String text) {
        if (isOneWord(text)) {
            return NATIVE;
        }
        boolean tracefs = Patterns.TRACEFS_COMMAND.matcher(text).matches();
        boolean perf = Patterns.PERF_DEFINITION.matcher(text).matches();
        if (!tracefs && !perf) {
            return NATIVE;
        }
        try {
            ProbeDefinition.parse(text);
            return NATIVE;
        } catch (ProbeSyntaxException notOurs) {
            return tracefs ? TRACEFS : PERF;
        }
    }

    /** Whether nothing in front of the first parenthesis is what the patterns need there: most definitions are like that. */
    private static boolean isOneWord(String text) {
        for (int i = 0; i < text.length() && text.charAt(i) != '('; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '=' || c == ';' || c == ':') {
                return false;
            }
        }
        return true;
    }
}
