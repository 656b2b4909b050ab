// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.insn.Operand;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the paths of a program as a verifier does, with all but constants left out. Paths that meet are kept apart while
 * they are few, because compilers leave the outcome of {@code bpf_core_field_exists()} in a register and test it after
 * other paths have joined.
 */
final class ReachWalk {
    /** Sets of constants that are kept apart where paths meet. */
    static final int STATES = 8;
    /** Sets of constant arguments for which a function is looked at again. */
    private static final int CONTEXTS = 8;
    /** Instructions that may be looked at, by those there are, before paths are no longer kept apart. */
    private static final int PATIENCE = 8;
    /** The same, before everything is said to be reachable. */
    private static final int LIMIT = 64;

    private static final int SMALL_PROGRAM = 4096;

    private final ReachFlow flow;
    private final ReachStep step;
    private final BitSet reached;
    private final Deque<Path> open = new ArrayDeque<>();
    private final Map<Integer, List<ReachContext>> contexts = new HashMap<>();
    private long steps;

    /** A path to be followed on. */
    private record Path(ReachContext context, int slot, ReachState state) {}

    ReachWalk(ReachFlow flow, RelocatedProgram program, FrozenValues values) {
        this.flow = flow;
        this.step = new ReachStep(program, values);
        this.reached = new BitSet(flow.size());
    }

    BitSet reached() {
        root(0);
        flow.globals().stream().forEach(this::root);
        long limit = (long) LIMIT * Math.max(flow.size(), SMALL_PROGRAM);
        while (!open.isEmpty()) {
            follow(open.pop());
            if (steps > limit) {
                reached.set(0, flow.size());
                return reached;
            }
        }
        return reached;
    }

    /** A function that is looked at for any arguments. */
    private void root(int function) {
        ReachValue[] arguments = new ReachValue[5];
        Arrays.fill(arguments, ReachValue.PLAIN);
        context(function, arguments);
    }

    private void follow(Path path) {
        int slot = path.slot();
        ReachState state = path.state();
        ReachContext context = path.context();
        while (true) {
            Operation operation = flow.operation(slot);
            if (operation == null) {
                // Out of the program, or between the halves of a load: no kernel takes that.
                return;
            }
            if (flow.isJoin(slot)) {
                state.keep(flow.live(slot));
                ReachState wider = context.meet(slot, state, states(slot));
                if (wider == null) {
                    return;
                }
                state = wider;
            }
            steps++;
            reached.set(slot, slot + operation.slots());
            int next = slot + operation.slots();
            if (operation instanceof Operation.Call call && call.isFunction()) {
                call(context, slot + 1L + call.immediate(), next, state);
                return;
            }
            if (operation instanceof Operation.Exit) {
                returned(context, state.register(0).elsewhere());
                return;
            }
            if (operation instanceof Operation.IndirectJump) {
                anywhere(context);
                return;
            }
            if (operation.function().isPresent()) {
                address(slot + 1L + operation.function().getAsInt());
            }
            if (endsElsewhere(operation)) {
                returned(context, ReachValue.PLAIN);
            }
            step.apply(operation, slot, state);
            slot = operation.jump().isPresent() ? jump(operation, context, slot, state) : next;
        }
    }

    /** What a function returns may be what another program returns, or 0 where a packet ends: verifiers since 6.19 see it. */
    private static boolean endsElsewhere(Operation operation) {
        return operation instanceof Operation.PacketLoad
                || operation instanceof Operation.Call call && call.isHelper(HelperId.TAIL_CALL);
    }

    private int states(int slot) {
        boolean patient = steps < (long) PATIENCE * Math.max(flow.size(), SMALL_PROGRAM);
        return flow.isForgetful(slot) || !patient ? 1 : STATES;
    }

    /** Where to go on; the other way, if it may be taken too, waits. */
    private int jump(Operation operation, ReachContext context, int slot, ReachState state) {
        long target = slot + 1L + operation.jump().orElseThrow();
        int taken = target >= 0 && target < flow.size() ? (int) target : flow.size();
        if (operation instanceof Operation.Jump) {
            return taken;
        }
        int decision = operation instanceof Operation.Branch branch ? decided(branch, state) : 0;
        if (decision == 0) {
            open.push(new Path(context, taken, state.copy()));
        }
        return decision > 0 ? taken : slot + 1;
    }

    /** 1 if a verifier knows that a branch is taken, -1 if that it is not, 0 if it looks at both ways. */
    private static int decided(Operation.Branch branch, ReachState state) {
        ReachValue left = state.register(branch.dst());
        ReachValue right = branch.operand() instanceof Operand.Register register
                ? state.register(register.number())
                : ReachValue.constant(((Operand.Immediate) branch.operand()).value());
        if (left.isConstant() && right.isConstant()) {
            boolean holds = branch.wide()
                    ? branch.comparison().holds(left.number(), right.number())
                    : branch.comparison().holds((int) left.number(), (int) right.number());
            return holds ? 1 : -1;
        }
        if (branch.wide() && left.isNotNull() && right.equals(ReachValue.constant(0))) {
            return switch (branch.comparison()) {
                case EQUAL -> -1;
                case NOT_EQUAL -> 1;
                default -> 0;
            };
        }
        return 0;
    }

    private void call(ReachContext context, long function, int next, ReachState state) {
        if (function < 0 || function >= flow.size()) {
            return;
        }
        ReachValue[] arguments = state.arguments();
        if (state.lendsStack()) {
            state.forgetStack();
        }
        state.clobber();
        if (flow.isGlobal((int) function)) {
            open.push(new Path(context, next, state));
            return;
        }
        ReachContext callee = context((int) function, arguments);
        ReachContext.Caller caller = new ReachContext.Caller(context, next, state);
        if (callee.addCaller(caller)) {
            callee.results().forEach(result -> resume(caller, result));
        }
    }

    /** The function for these arguments: one that was looked at for them, or for more, or a new one. */
    private ReachContext context(int function, ReachValue[] arguments) {
        List<ReachContext> known = contexts.computeIfAbsent(function, at -> new ArrayList<>());
        for (ReachContext context : known) {
            if (context.covers(arguments)) {
                return context;
            }
        }
        boolean apart = known.isEmpty() || known.size() < CONTEXTS && !flow.isForgetfulFunction(function);
        ReachContext made = new ReachContext(
                function, apart ? arguments : known.get(known.size() - 1).joined(arguments));
        known.add(made);
        open.push(new Path(made, function, made.entry()));
        return made;
    }

    private void returned(ReachContext context, ReachValue result) {
        for (ReachValue told : context.addResult(result)) {
            List.copyOf(context.callers()).forEach(caller -> resume(caller, told));
        }
    }

    private void resume(ReachContext.Caller caller, ReachValue result) {
        ReachState state = caller.state().copy();
        state.set(0, result);
        open.push(new Path(caller.context(), caller.slot(), state));
    }

    /** A function whose address is taken may be called back with anything, whenever. */
    private void address(long function) {
        if (function >= 0 && function < flow.size()) {
            root((int) function);
        }
    }

    /** A jump that may lead anywhere in its function: its table is in a map. */
    private void anywhere(ReachContext context) {
        reached.set(0, flow.size());
        returned(context, ReachValue.PLAIN);
    }
}
