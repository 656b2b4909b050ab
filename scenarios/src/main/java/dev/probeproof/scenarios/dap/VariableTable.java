// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.dap;

import dev.probeproof.scenarios.debug.DebugException;
import dev.probeproof.scenarios.debug.Inspector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.lsp4j.debug.Scope;
import org.eclipse.lsp4j.debug.Variable;
import org.jspecify.annotations.Nullable;

/** What can be unfolded while the execution stands: numbers for clients, good until it goes on. */
final class VariableTable {
    private final Inspector inspector;
    private final List<Supplier<List<Inspector.Shown>>> entries = new ArrayList<>();
    private final List<Integer> frames = new ArrayList<>();

    VariableTable(Inspector inspector) {
        this.inspector = inspector;
    }

    /** The execution goes on: numbers that were given mean nothing any more. */
    void forget() {
        entries.clear();
        frames.clear();
    }

    private int add(int frame, Supplier<List<Inspector.Shown>> parts) {
        entries.add(parts);
        frames.add(frame);
        return entries.size();
    }

    Scope[] scopes(int frame, boolean running) {
        List<Scope> scopes = new ArrayList<>();
        if (running) {
            scopes.add(scope("Arguments", "arguments", frame, () -> inspector.arguments(frame), false));
            scopes.add(scope("Registers", "registers", frame, () -> inspector.registers(frame), false));
            scopes.add(scope("Context", null, frame, () -> inspector.parts(frame, "ctx"), true));
        }
        scopes.add(scope("Globals", null, frame, inspector::variables, false));
        scopes.add(scope("Maps", null, frame, inspector::maps, true));
        scopes.add(scope("Scenario", null, frame, inspector::objects, true));
        return scopes.toArray(Scope[]::new);
    }

    private Scope scope(
            String name, @Nullable String hint, int frame, Supplier<List<Inspector.Shown>> parts, boolean expensive) {
        Scope scope = new Scope();
        scope.setName(name);
        if (hint != null) {
            scope.setPresentationHint(hint);
        }
        scope.setVariablesReference(add(frame, parts));
        scope.setExpensive(expensive);
        return scope;
    }

    Variable[] variables(int reference) {
        return shown(reference).stream()
                .map(each -> variable(each, frames.get(reference - 1)))
                .toArray(Variable[]::new);
    }

    /** The expression of a variable that is shown below a number. */
    String expression(int reference, String name) {
        return shown(reference).stream()
                .filter(each -> each.name().equals(name))
                .map(Inspector.Shown::expression)
                .findFirst()
                .orElseThrow(() -> new DebugException("no variable '" + name + "' there"));
    }

    private List<Inspector.Shown> shown(int reference) {
        if (reference < 1 || reference > entries.size()) {
            throw new DebugException("no variables have the reference " + reference + " at this stop");
        }
        return entries.get(reference - 1).get();
    }

    private Variable variable(Inspector.Shown shown, int frame) {
        Variable variable = new Variable();
        variable.setName(shown.name());
        variable.setValue(shown.value());
        if (!shown.type().isEmpty()) {
            variable.setType(shown.type());
        }
        if (!shown.expression().isEmpty()) {
            variable.setEvaluateName(shown.expression());
        }
        shown.address().ifPresent(at -> variable.setMemoryReference("0x" + Long.toHexString(at)));
        variable.setVariablesReference(reference(shown, frame));
        return variable;
    }

    /** The number below which the parts of a value are; 0 if it has none. */
    int reference(Inspector.Shown shown, int frame) {
        return shown.hasParts() && !shown.expression().isEmpty()
                ? add(frame, () -> inspector.parts(frame, shown.expression()))
                : 0;
    }
}
