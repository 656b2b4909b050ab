// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a file of trace events. Its text reads back as an equal command. */
public sealed interface TracefsCommand {
    /** What defines or deletes an event. */
    record Define(TracefsProbe probe) implements TracefsCommand {
        @Override
        public String toString() {
            return probe.print();
        }
    }

    /**
     * Deletes events.
     *
     * @param group null for the default one of the file
     * @param event null for all of the group
     */
    record Delete(@Nullable String group, @Nullable String event) implements TracefsCommand {
        public Delete {
            if (group == null && event == null) {
                throw new IllegalArgumentException("a deletion names a group or an event");
            }
        }

        @Override
        public String toString() {
            return "-:" + (group == null ? "" : group + "/") + (event == null ? "" : event);
        }
    }

    /**
     * Reads one line.
     *
     * @throws ProbeSyntaxException if it is no command
     */
    static TracefsCommand parse(String line, TracefsFile file) {
        return new TracefsParser(line, file).command();
    }

    /**
     * Reads lines; what follows a {@code #}, and lines without anything else, are comments.
     *
     * @throws ProbeSyntaxException if one is no command
     */
    static List<TracefsCommand> parseAll(String lines, TracefsFile file) {
        List<TracefsCommand> commands = new ArrayList<>();
        lines.lines().map(TracefsCommand::withoutComment).forEach(line -> {
            if (!line.isBlank()) {
                commands.add(parse(line, file));
            }
        });
        return commands;
    }

    private static String withoutComment(String line) {
        int hash = line.indexOf('#');
        return hash < 0 ? line : line.substring(0, hash);
    }
}
