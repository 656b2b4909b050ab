// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.debug.Breakpoint.Access;
import dev.probeproof.scenarios.debug.Inspector;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.lsp4j.debug.Breakpoint;
import org.eclipse.lsp4j.debug.BreakpointLocation;
import org.eclipse.lsp4j.debug.BreakpointLocationsArguments;
import org.eclipse.lsp4j.debug.BreakpointLocationsResponse;
import org.eclipse.lsp4j.debug.DataBreakpoint;
import org.eclipse.lsp4j.debug.DataBreakpointAccessType;
import org.eclipse.lsp4j.debug.DataBreakpointInfoResponse;
import org.eclipse.lsp4j.debug.FunctionBreakpoint;
import org.eclipse.lsp4j.debug.InstructionBreakpoint;
import org.eclipse.lsp4j.debug.SetBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetDataBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetFunctionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SetInstructionBreakpointsArguments;
import org.eclipse.lsp4j.debug.SourceBreakpoint;

/** Requests about breakpoints, one kind each. */
final class BreakpointRequests {
    private BreakpointRequests() {}

    static Breakpoint[] lines(Session session, BreakpointTable table, SetBreakpointsArguments arguments) {
        String file = session.sources().file(arguments.getSource());
        List<BreakpointTable.Asked> asked = new ArrayList<>();
        if (arguments.getBreakpoints() != null) {
            for (SourceBreakpoint each : arguments.getBreakpoints()) {
                asked.add(new BreakpointTable.Asked(
                        () -> session.inspector().line(file, each.getLine()),
                        each.getCondition(),
                        each.getHitCondition()));
            }
        }
        List<Breakpoint> set = table.set("lines of " + file, asked);
        set.forEach(each -> each.setSource(arguments.getSource()));
        return set.toArray(Breakpoint[]::new);
    }

    static Breakpoint[] functions(Session session, BreakpointTable table, SetFunctionBreakpointsArguments arguments) {
        List<BreakpointTable.Asked> asked = new ArrayList<>();
        for (FunctionBreakpoint each : arguments.getBreakpoints()) {
            asked.add(new BreakpointTable.Asked(
                    () -> session.inspector().function(each.getName()), each.getCondition(), each.getHitCondition()));
        }
        return table.set("functions", asked).toArray(Breakpoint[]::new);
    }

    static Breakpoint[] instructions(
            Session session, BreakpointTable table, SetInstructionBreakpointsArguments arguments) {
        Inspector inspector = session.inspector();
        CodeAddresses code = new CodeAddresses(inspector.code(), session.sources());
        List<BreakpointTable.Asked> asked = new ArrayList<>();
        for (InstructionBreakpoint each : arguments.getBreakpoints()) {
            String reference = each.getInstructionReference();
            int offset = each.getOffset() == null ? 0 : each.getOffset();
            asked.add(new BreakpointTable.Asked(
                    () -> inspector.instruction(code.program(reference, offset), CodeAddresses.slot(reference, offset)),
                    each.getCondition(),
                    each.getHitCondition()));
        }
        return table.set("instructions", asked).toArray(Breakpoint[]::new);
    }

    static DataBreakpointInfoResponse dataInfo(Session session, int frame, String expression) {
        DataBreakpointInfoResponse response = new DataBreakpointInfoResponse();
        try {
            boolean placed = session.inspector()
                    .watch(frame, expression, Access.CHANGE)
                    .address()
                    .isPresent();
            response.setDataId(expression);
            response.setDescription(expression);
            response.setAccessTypes(
                    placed
                            ? DataBreakpointAccessType.values()
                            : new DataBreakpointAccessType[] {DataBreakpointAccessType.WRITE});
        } catch (ProbeproofException reason) {
            response.setDescription(String.valueOf(reason.getMessage()));
        }
        return response;
    }

    static Breakpoint[] data(Session session, BreakpointTable table, SetDataBreakpointsArguments arguments) {
        List<BreakpointTable.Asked> asked = new ArrayList<>();
        for (DataBreakpoint each : arguments.getBreakpoints()) {
            DataBreakpointAccessType type = each.getAccessType();
            Access access = type == DataBreakpointAccessType.READ
                    ? Access.READ
                    : type == DataBreakpointAccessType.READ_WRITE ? Access.BOTH : Access.CHANGE;
            asked.add(new BreakpointTable.Asked(
                    () -> session.inspector().watch(0, each.getDataId(), access),
                    each.getCondition(),
                    each.getHitCondition()));
        }
        return table.set("data", asked).toArray(Breakpoint[]::new);
    }

    static BreakpointLocationsResponse locations(Session session, BreakpointLocationsArguments arguments) {
        String file = session.sources().file(arguments.getSource());
        int last = arguments.getEndLine() == null ? arguments.getLine() : arguments.getEndLine();
        BreakpointLocationsResponse response = new BreakpointLocationsResponse();
        response.setBreakpoints(session.inspector().knownLines(file).keySet().stream()
                .filter(line -> line >= arguments.getLine() && line <= last)
                .map(line -> {
                    BreakpointLocation location = new BreakpointLocation();
                    location.setLine(line);
                    return location;
                })
                .toArray(BreakpointLocation[]::new));
        return response;
    }
}
