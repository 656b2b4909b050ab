// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.DisplayRequest;
import dev.probeproof.loader.definition.EventName;
import dev.probeproof.loader.definition.FetchOperand;
import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.PathExpression;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.PathStep;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.definition.TextType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** perf's probe definitions as {@link ProbeDefinition}s: from there on, all languages go the same way. */
public final class PerfDefinition {
    private final String whole;
    private final PerfProbe probe;

    private PerfDefinition(String whole, PerfProbe probe) {
        this.whole = whole;
        this.probe = probe;
    }

    /**
     * A definition as {@code perf probe} takes it.
     *
     * @throws ProbeSyntaxException for what cannot be a probe of a program: static tracepoints, and variables at returns
     */
    public static ProbeDefinition of(PerfProbe probe) {
        return new PerfDefinition(probe.text(), probe).definition(null, true);
    }

    /**
     * A section name. {@code force} says what becomes of a trace event whose name is taken, and says nothing to instances, which
     * need none.
     *
     * @throws ProbeSyntaxException if it names a tracepoint, and as {@link #of(PerfProbe)}
     */
    public static ProbeDefinition of(PerfSection section) {
        if (!(section.main() instanceof PerfMain.Probe main)) {
            throw new ProbeSyntaxException(
                    section.text(),
                    1,
                    "'" + section.text() + "' names a tracepoint, whose fields are its own: no probe");
        }
        return new PerfDefinition(section.text(), main.probe())
                .definition(target(section), section.probesInlinedCopies());
    }

    private static @Nullable ProbeTarget target(PerfSection section) {
        ProbeTarget target = null;
        for (PerfTerm term : section.terms()) {
            if (term instanceof PerfTerm.Executable executable) {
                // A path without a slash is one in the current directory, not a module.
                String path = executable.path();
                target = new ProbeTarget(path.indexOf('/') < 0 ? "./" + path : path, term.column());
            } else if (term instanceof PerfTerm.Module module) {
                target = new ProbeTarget(moduleName(module.name()), term.column());
            }
        }
        return target;
    }

    /** {@code /lib/modules/…/ext4.ko.xz} is the module ext4. */
    private static String moduleName(String written) {
        String name = written.substring(written.lastIndexOf('/') + 1);
        int end = name.indexOf(".ko");
        return (end < 0 ? name : name.substring(0, end)).replace('-', '_');
    }

    private ProbeDefinition definition(@Nullable ProbeTarget target, boolean inlinedCopies) {
        List<ArgumentDefinition> arguments = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (PerfArgument argument : probe.arguments()) {
            String name = argument.name();
            String wanted = name == null ? "arg" + (arguments.size() + 1) : name;
            String label = wanted;
            for (int n = 2; !labels.add(label); n++) {
                label = wanted + "_" + n;
            }
            arguments.add(argument(argument, label));
        }
        return new ProbeDefinition(
                whole,
                Mechanism.KPROBE,
                target,
                place(),
                probe.onReturn(),
                arguments,
                new EventName(probe.group(), probe.event()),
                inlinedCopies);
    }

    private ProbePlace place() {
        PerfPoint point = probe.point();
        if (point instanceof PerfPoint.Function function) {
            String file = function.file() == null ? "" : function.file();
            if (function.place() instanceof PerfPlace.Pattern pattern) {
                return new ProbePlace.SourcePattern(function.name(), file, pattern.glob(), function.column());
            }
            long offset = function.place() instanceof PerfPlace.Offset in ? in.bytes() : 0;
            int line = function.place() instanceof PerfPlace.RelativeLine at ? at.line() : ProbePlace.NO_LINE;
            return new ProbePlace.Function(function.name(), file, offset, line, function.column());
        } else if (point instanceof PerfPoint.SourceLine line) {
            return new ProbePlace.SourceLine(line.file(), line.line(), line.column());
        } else if (point instanceof PerfPoint.SourcePattern pattern) {
            return new ProbePlace.SourcePattern("", pattern.file(), pattern.pattern(), pattern.column());
        } else if (point instanceof PerfPoint.Address address) {
            return new ProbePlace.Address(address.address(), address.column());
        }
        throw error(
                point.column(),
                "a static tracepoint is found in perf's cache of them, not in a program's code: name the function and line"
                        + " that it is in");
    }

    private ArgumentDefinition argument(PerfArgument argument, String label) {
        PerfValue value = argument.value();
        if (value instanceof PerfValue.Raw raw) {
            return raw(argument, raw, label);
        }
        if (probe.onReturn()) {
            throw error(
                    argument.column(),
                    "'" + argument.text()
                            + "' cannot be read at the return of a function: its register has been used for"
                            + " other things by then; there are $retval and %REG");
        }
        if (value instanceof PerfValue.Path path) {
            return path(argument, path.path(), label);
        }
        boolean locals = value instanceof PerfValue.Variables;
        return path(
                argument,
                new PathExpression(
                        new PathRoot.All(locals), argument.column(), List.of(), null, DisplayRequest.BY_TYPE),
                label);
    }

    private ArgumentDefinition raw(PerfArgument argument, PerfValue.Raw raw, String label) {
        if (raw.fetch() == null) {
            throw error(argument.column(), "'" + raw.text() + "' is no fetch that any kernel knows");
        } else if (argument.user()) {
            throw error(
                    argument.column(),
                    "@user belongs to a variable; perf ignores it here. A fetch says it itself: +u8(%di)");
        }
        boolean inside = !(probe.point() instanceof PerfPoint.Function function
                && (function.place() instanceof PerfPlace.Entry || function.place() instanceof PerfPlace.Return));
        FetchOperand operand = raw.fetch().operand();
        if (operand instanceof FetchOperand.ReturnValue && !probe.onReturn()) {
            throw error(operand.column(), "$retval is there only at the return of a function: %return");
        } else if (operand instanceof FetchOperand.Argument && (inside || probe.onReturn())) {
            throw error(operand.column(), raw.text() + " is there only at the entry of a function");
        }
        return new ArgumentDefinition(label, argument.text(), argument.column(), null, raw.fetch());
    }

    private static ArgumentDefinition path(PerfArgument argument, PathExpression path, String label) {
        List<PathStep> steps = new ArrayList<>(path.steps());
        if (argument.user()) {
            steps.add(0, new PathStep.UserPointers(path.column()));
        }
        FetchType type = argument.type();
        TextType text = type instanceof FetchType.Text asked ? new TextType(asked.maxBytes(), asked.space()) : null;
        return new ArgumentDefinition(
                label,
                argument.text(),
                argument.column(),
                new PathExpression(path.start(), path.column(), steps, text, DisplayRequest.BY_TYPE),
                null,
                text == null ? type : null,
                false);
    }

    private ProbeSyntaxException error(int column, String problem) {
        return new ProbeSyntaxException(whole, column, problem);
    }
}
