// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.insn.AtomicOperator;
import dev.probeproof.loader.insn.BinaryOperator;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.insn.Operand;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.object.Extern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an instruction does to a {@link ReachState}: never more knowledge than the verifiers of all kernels from 5.8 on have.
 * Where one release folds what another does not, nothing is known. Control flow is not decided here.
 */
final class ReachStep implements Operation.Cases<Void> {
    /** Results are of a kind that every case shares: nothing. */
    private static final Void DONE = null;

    private final FrozenValues values;
    private final Map<Integer, MapReference> maps = new HashMap<>();
    private final Map<Integer, ExternReference> externs = new HashMap<>();
    private final List<String> mapNames = new ArrayList<>();
    private ReachState state = ReachState.entry(new ReachValue[0]);
    private int slot;

    ReachStep(RelocatedProgram program, FrozenValues values) {
        this.values = values;
        program.maps().forEach(map -> maps.put(map.slot(), map));
        program.externs().forEach(extern -> externs.put(extern.slot(), extern));
    }

    /** Changes a state as the operation at a slot does. */
    void apply(Operation operation, int at, ReachState changed) {
        slot = at;
        state = changed;
        operation.match(this);
    }

    @Override
    public Void arithmetic(Operation.Arithmetic it) {
        ReachValue operand = it.operand() instanceof Operand.Register register
                ? state.register(register.number())
                : ReachValue.constant(((Operand.Immediate) it.operand()).value());
        ReachValue before = state.register(it.dst());
        state.set(it.dst(), it.wide() ? wide(it.operator(), before, operand) : narrow(it.operator(), before, operand));
        return DONE;
    }

    private static ReachValue wide(BinaryOperator operator, ReachValue left, ReachValue right) {
        if (operator == BinaryOperator.MOV) {
            return right;
        }
        if (left.isConstant() && right.isConstant()) {
            return folded(operator, left.number(), right.number(), 64);
        }
        if (operator == BinaryOperator.ADD && left.isConstant()) {
            return moved(right, left.number());
        }
        if ((operator == BinaryOperator.ADD || operator == BinaryOperator.SUB) && right.isConstant()) {
            return moved(left, operator == BinaryOperator.ADD ? right.number() : -right.number());
        }
        return mixed(left, right);
    }

    private static ReachValue narrow(BinaryOperator operator, ReachValue left, ReachValue right) {
        if (right.isConstant() && (left.isConstant() || operator == BinaryOperator.MOV)) {
            return folded(operator, (int) left.number(), (int) right.number(), 32);
        }
        return operator == BinaryOperator.MOV ? ReachValue.PLAIN : mixed(left, right);
    }

    /** A pointer that is moved by a known distance. */
    private static ReachValue moved(ReachValue pointer, long bytes) {
        return switch (pointer.kind()) {
            case STACK -> ReachValue.stack(pointer.number() + bytes);
            case MAP_VALUE -> ReachValue.mapValue(pointer.map(), pointer.mapOffset() + bytes);
            default -> mixed(pointer, ReachValue.PLAIN);
        };
    }

    private static ReachValue mixed(ReachValue left, ReachValue right) {
        return left.maybeStack() || right.maybeStack() ? ReachValue.ANYTHING : ReachValue.PLAIN;
    }

    /** Division and remainder of constants are unknown to verifiers before 6.20, shifts by too much to all. */
    private static ReachValue folded(BinaryOperator operator, long left, long right, int bits) {
        boolean shifts = right >= 0 && right < bits;
        long result;
        switch (operator) {
            case MOV -> result = right;
            case ADD -> result = left + right;
            case SUB -> result = left - right;
            case MUL -> result = left * right;
            case OR -> result = left | right;
            case AND -> result = left & right;
            case LSH -> {
                if (!shifts) {
                    return ReachValue.PLAIN;
                }
                result = left << right;
            }
            case RSH -> {
                if (!shifts) {
                    return ReachValue.PLAIN;
                }
                result = (bits == 32 ? left & 0xffff_ffffL : left) >>> right;
            }
            case ARSH -> {
                if (!shifts) {
                    return ReachValue.PLAIN;
                }
                result = left >> right;
            }
            default -> {
                return ReachValue.PLAIN;
            }
        }
        return ReachValue.constant(bits == 32 ? result & 0xffff_ffffL : result);
    }

    @Override
    public Void signExtension(Operation.SignExtension it) {
        ReachValue source = state.register(it.src());
        boolean known = source.isConstant() && (it.bits() == 8 || it.bits() == 16 || it.bits() == 32);
        if (known) {
            int unused = 64 - it.bits();
            long extended = source.number() << unused >> unused;
            state.set(it.dst(), ReachValue.constant(it.wide() ? extended : extended & 0xffff_ffffL));
        } else {
            state.set(it.dst(), mixed(source, ReachValue.PLAIN));
        }
        return DONE;
    }

    @Override
    public Void addressSpaceCast(Operation.AddressSpaceCast it) {
        state.set(it.dst(), mixed(state.register(it.src()), ReachValue.PLAIN));
        return DONE;
    }

    @Override
    public Void negation(Operation.Negation it) {
        state.set(it.dst(), mixed(state.register(it.dst()), ReachValue.PLAIN));
        return DONE;
    }

    @Override
    public Void byteSwap(Operation.ByteSwap it) {
        state.set(it.dst(), mixed(state.register(it.dst()), ReachValue.PLAIN));
        return DONE;
    }

    @Override
    public Void load(Operation.Load it) {
        ReachValue base = state.register(it.base());
        state.set(
                it.dst(),
                switch (base.kind()) {
                    case STACK -> it.sizeBytes() == 8 ? state.spill(base.number() + it.offset()) : ReachValue.PLAIN;
                    case ANYTHING -> it.sizeBytes() == 8 ? ReachValue.ANYTHING : ReachValue.PLAIN;
                    case MAP_VALUE -> frozen(base, it);
                    default -> ReachValue.PLAIN;
                });
        return DONE;
    }

    private ReachValue frozen(ReachValue base, Operation.Load it) {
        OptionalLong value = values.load(
                mapNames.get(base.map()), (long) base.mapOffset() + it.offset(), it.sizeBytes(), it.signed());
        return value.isPresent() ? ReachValue.constant(value.getAsLong()) : ReachValue.PLAIN;
    }

    /** Immediates that were stored are known to verifiers from 6.3 on only. */
    @Override
    public Void store(Operation.Store it) {
        ReachValue value =
                it.value() instanceof Operand.Register register ? state.register(register.number()) : ReachValue.PLAIN;
        written(it.base(), it.offset(), it.sizeBytes(), it.sizeBytes() == 8 ? value : ReachValue.PLAIN);
        return DONE;
    }

    private void written(int register, int offset, int sizeBytes, ReachValue value) {
        ReachValue base = state.register(register);
        switch (base.kind()) {
            case STACK -> {
                if (sizeBytes == 8) {
                    state.spill(base.number() + offset, value);
                } else {
                    state.forget(base.number() + offset, sizeBytes);
                }
            }
            case ANYTHING -> state.forgetStack();
            default -> {
                // The stack is elsewhere.
            }
        }
    }

    @Override
    public Void atomic(Operation.Atomic it) {
        boolean mayFetchPointer = state.register(it.base()).maybeStack() && it.sizeBytes() == 8;
        if (it.operator() != AtomicOperator.LOAD_ACQUIRE) {
            written(it.base(), it.offset(), it.sizeBytes(), ReachValue.ANYTHING);
        }
        int written = it.writes().mask();
        if (written != 0) {
            state.set(Integer.numberOfTrailingZeros(written), mayFetchPointer ? ReachValue.ANYTHING : ReachValue.PLAIN);
        }
        return DONE;
    }

    @Override
    public Void packetLoad(Operation.PacketLoad it) {
        state.clobber();
        return DONE;
    }

    @Override
    public Void wide(Operation.Wide it) {
        state.set(it.dst(), loaded(it));
        return DONE;
    }

    private ReachValue loaded(Operation.Wide it) {
        MapReference map = maps.get(slot);
        ExternReference extern = externs.get(slot);
        if (map != null) {
            return map.value() ? ReachValue.mapValue(number(map.map()), map.offset()) : ReachValue.PLAIN;
        }
        if (it.pseudo() == Opcode.PSEUDO_BTF_ID && extern != null && extern.extern() instanceof Extern.Function) {
            return ReachValue.NOT_NULL;
        }
        // The address of a symbol may be zero here for being unknown.
        boolean number = it.pseudo() == 0 && (extern == null || extern.missing());
        return number ? ReachValue.constant(it.constant()) : ReachValue.PLAIN;
    }

    private int number(String map) {
        int known = mapNames.indexOf(map);
        if (known < 0) {
            mapNames.add(map);
            return mapNames.size() - 1;
        }
        return known;
    }

    /** A helper, or a function of the kernel; functions that are called back may follow pointers that lie on the stack. */
    @Override
    public Void call(Operation.Call it) {
        if (it.isHelper() && !ReachFlow.callsBack(it)) {
            state.forgetLentStack();
        } else if (state.lendsStack()) {
            state.forgetStack();
        }
        state.clobber();
        return DONE;
    }

    @Override
    public Void registerCall(Operation.RegisterCall it) {
        state.forgetStack();
        state.clobber();
        return DONE;
    }

    @Override
    public Void jump(Operation.Jump it) {
        return DONE;
    }

    @Override
    public Void indirectJump(Operation.IndirectJump it) {
        return DONE;
    }

    @Override
    public Void mayGoto(Operation.MayGoto it) {
        return DONE;
    }

    @Override
    public Void branch(Operation.Branch it) {
        return DONE;
    }

    @Override
    public Void exit(Operation.Exit it) {
        return DONE;
    }

    @Override
    public Void unknown(Operation.Unknown it) {
        return DONE;
    }
}
