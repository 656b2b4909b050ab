// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.DisplayRequest;
import dev.probeproof.loader.definition.EventName;
import dev.probeproof.loader.definition.FetchExpression;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.definition.TextType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's definitions of trace events as {@link ProbeDefinition}s: from there on, all languages go the same way. */
public final class TracefsDefinition {
    private final TracefsProbe probe;

    private TracefsDefinition(TracefsProbe probe) {
        this.probe = probe;
    }

    /**
     * The same place and the same values.
     *
     * @throws ProbeSyntaxException for events that a program cannot stand for: tracepoints and events of events, filters, counters
     *     in user programs; and for arguments that are there only because the kernel kept them
     */
    public static ProbeDefinition of(TracefsProbe probe) {
        return new TracefsDefinition(probe).definition();
    }

    private ProbeDefinition definition() {
        List<ArgumentDefinition> arguments = new ArrayList<>();
        TracefsPlace at = probe.place();
        ProbePlace place = place(at);
        for (TracefsArgument argument : probe.arguments()) {
            arguments.add(argument(argument, argument.nameAt(arguments.size() + 1)));
        }
        return new ProbeDefinition(
                probe.text(),
                Mechanism.KPROBE,
                target(at),
                place,
                probe.onReturn(),
                arguments,
                new EventName(probe.groupName(), probe.eventName()),
                true);
    }

    private static @Nullable ProbeTarget target(TracefsPlace place) {
        if (place instanceof TracefsPlace.FileOffset file) {
            return new ProbeTarget(file.path(), file.column());
        }
        return place instanceof TracefsPlace.Symbol symbol && symbol.module() != null
                ? new ProbeTarget(symbol.module(), symbol.column())
                : null;
    }

    private ProbePlace place(TracefsPlace place) {
        if (probe.filter() != null) {
            throw error(1, "a filter is no part of a place: test the arguments in the program");
        } else if (place instanceof TracefsPlace.Symbol symbol) {
            return new ProbePlace.Function(symbol.name(), "", symbol.offset(), ProbePlace.NO_LINE, symbol.column());
        } else if (place instanceof TracefsPlace.Address address) {
            return new ProbePlace.Address(address.address(), address.column());
        } else if (place instanceof TracefsPlace.FileOffset file) {
            if (file.counterOffset() != null) {
                throw error(
                        file.column(),
                        "a counter that is raised while a probe is on can be given to the kernel's uprobe_events only");
            }
            return new ProbePlace.FileOffset(file.offset(), file.column());
        }
        throw error(
                place.column(),
                "an event of the kernel is no place in code: write a program for the tracepoint, in"
                        + " SEC(\"tp/GROUP/EVENT\") or SEC(\"raw_tp/EVENT\")");
    }

    private ArgumentDefinition argument(TracefsArgument argument, String label) {
        FetchExpression fetch = argument.fetch();
        FetchOperand operand = fetch.operand();
        if (argument.isAllArguments()) {
            requireEntry(operand);
            PathRoot all = new PathRoot.All(false);
            return path(
                    fetch, new PathExpression(all, operand.column(), List.of(), null, DisplayRequest.BY_TYPE), label);
        } else if (operand instanceof FetchOperand.Variable variable) {
            if (!fetch.derefs().isEmpty()) {
                throw error(
                        fetch.column(),
                        "a dereference around a parameter by its name: write the fields with ->, or $argN in place of the"
                                + " name");
            }
            if (!variable.path().isReturnValue()) {
                requireEntry(operand);
            }
            return path(fetch, variable.path(), label);
        } else if (operand instanceof FetchOperand.Argument) {
            requireEntry(operand);
        }
        return new ArgumentDefinition(label, fetch.text(), fetch.column(), null, fetch);
    }

    private static ArgumentDefinition path(FetchExpression fetch, PathExpression path, String label) {
        FetchType type = fetch.type();
        TextType text = type instanceof FetchType.Text asked ? new TextType(asked.maxBytes(), asked.space()) : null;
        return new ArgumentDefinition(
                label,
                fetch.text(),
                fetch.column(),
                new PathExpression(path.start(), path.column(), path.steps(), text, DisplayRequest.BY_TYPE),
                null,
                text == null ? type : null,
                false);
    }

    /** Newer kernels keep the arguments of a call until it returns; the context of a program has none of them. */
    private void requireEntry(FetchOperand operand) {
        if (probe.onReturn()) {
            throw error(
                    operand.column(),
                    "arguments are not in the registers any more when a function returns; the kernel keeps them for its"
                            + " trace events only: probe the entry with a definition of its own");
        }
    }

    private ProbeSyntaxException error(int column, String problem) {
        return new ProbeSyntaxException(probe.text(), column, problem);
    }
}
