// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run over an expression: operators change the stack, or end a part of the location. A part that cannot be fetched does not
 * spoil the other parts.
 */
final class ExpressionRun {
    /** Loops and calls end here; compilers write neither. */
    private static final int MAX_OPERATIONS = 4_000;

    private static final int MAX_CALLS = 8;
    /** Each branch that depends on a value doubles the work. */
    private static final int MAX_BRANCHES = 4;

    private static final String OPTIMIZED_OUT = "the compiler kept no value of it here";

    /** When the registers are asked for. */
    enum Moment {
        /** When the probe hits. */
        NOW,
        /** When the function was entered. */
        ENTRY,
        /** When the function made a call that it has not come back from: memory may have changed since. */
        CALL
    }

    private final ExpressionContext context;
    private final Moment moment;
    private final DwarfRegisters registers;
    private final ExpressionStack stack;
    private final Budget budget;
    private final List<VariableLocation.Piece> pieces = new ArrayList<>();
    private @Nullable VariableLocation location;
    private boolean started;
    private int callsLeft = MAX_CALLS;
    private int branchesLeft = MAX_BRANCHES;

    ExpressionRun(ExpressionContext context, Moment moment) {
        this(context, moment, new ExpressionStack(), new Budget());
    }

    private ExpressionRun(ExpressionContext context, Moment moment, ExpressionStack stack, Budget budget) {
        this.context = context;
        this.moment = moment;
        this.registers = new DwarfRegisters(context.arch());
        this.stack = stack;
        this.budget = budget;
    }

    /** Shared by a run and those inside of it. */
    private static final class Budget {
        private int operationsLeft = MAX_OPERATIONS;

        void spend() throws NotFetchableException {
            if (operationsLeft-- == 0) {
                throw new NotFetchableException("its computation takes more than " + MAX_OPERATIONS + " operations");
            }
        }
    }

    /** A run that starts with a value on its stack, as those of call frame rules do. */
    static ExpressionRun startingWith(FetchValue value, ExpressionContext context) throws NotFetchableException {
        ExpressionRun run = new ExpressionRun(context, Moment.NOW);
        run.stack.push(StackValue.generic(value));
        return run;
    }

    /** The location that the expression describes. */
    VariableLocation locate(Bytes expression) {
        if (context.unit().addressBytes() != 8) {
            return new NotFetchableException("it is of a unit with addresses of "
                            + context.unit().addressBytes() + " bytes")
                    .unavailable();
        }
        return locateFrom(expression, 0);
    }

    private VariableLocation locateFrom(Bytes expression, long start) {
        try {
            run(expression, start);
            if (pieces.isEmpty()) {
                return part(expression);
            }
            if (started) {
                throw DwarfCursor.problem(expression, expression.size(), "operators behind the last piece");
            }
            return new VariableLocation.Pieces(pieces);
        } catch (NotFetchableException impossible) {
            return impossible.unavailable();
        }
    }

    /** The number that the expression computes, or that the register it names holds. */
    StackValue compute(Bytes expression) throws NotFetchableException {
        run(expression, 0);
        if (pieces.isEmpty() && location == null && !stack.isEmpty()) {
            return stack.peek(0, end(expression), expression);
        }
        VariableLocation found = pieces.isEmpty() ? part(expression) : new VariableLocation.Pieces(pieces);
        if (found instanceof VariableLocation.Register register) {
            return StackValue.generic(slot(register.register()));
        } else if (found instanceof VariableLocation.Value value) {
            return StackValue.generic(value.value());
        } else if (found instanceof VariableLocation.Unavailable unavailable) {
            throw new NotFetchableException(unavailable.reason(), unavailable.optimizedOut());
        }
        throw new NotFetchableException(
                found instanceof VariableLocation.ImplicitPointer pointer
                        ? "it points to '" + pointer.name() + "', which the compiler keeps in no memory"
                        : "it is computed from a value that lies in parts");
    }

    private void run(Bytes expression, long start) throws NotFetchableException {
        long at = start;
        while (at < expression.size()) {
            budget.spend();
            Operation operation = decode(expression, at);
            at = operation.end();
            if (operation.code() == Operators.PIECE || operation.code() == Operators.BIT_PIECE) {
                endPiece(operation, expression);
                continue;
            }
            try {
                at = execute(operation, expression);
            } catch (NotFetchableException impossible) {
                at = nextPiece(expression, operation.end());
                if (at == expression.size()) {
                    throw impossible;
                }
                location = impossible.unavailable();
                started = true;
            }
        }
    }

    private Operation decode(Bytes expression, long at) throws NotFetchableException {
        Optional<Operation> operation = Operators.decode(expression, at, context.unit());
        if (operation.isEmpty()) {
            throw new NotFetchableException(
                    "its location uses the unknown operator " + Operators.unknownName(expression.u8(at)));
        }
        return operation.get();
    }

    private long nextPiece(Bytes expression, long from) throws NotFetchableException {
        long at = from;
        while (at < expression.size()) {
            Operation operation = decode(expression, at);
            if (operation.code() == Operators.PIECE || operation.code() == Operators.BIT_PIECE) {
                return at;
            }
            at = operation.end();
        }
        return at;
    }

    private void endPiece(Operation operation, Bytes expression) {
        boolean bytes = operation.code() == Operators.PIECE;
        long size = operation.first();
        if (size < 0 || size > Integer.MAX_VALUE || operation.second() < 0 || operation.second() > Integer.MAX_VALUE) {
            throw DwarfCursor.problem(
                    expression, operation.at(), "a piece of " + Long.toUnsignedString(size) + " units");
        }
        pieces.add(new VariableLocation.Piece(part(expression), bytes ? 8 * size : size, operation.second()));
        location = null;
        started = false;
        stack.clear();
    }

    /** What the operators since the last piece describe. */
    private VariableLocation part(Bytes expression) {
        if (location != null) {
            return location;
        }
        if (!started) {
            return new VariableLocation.Unavailable(true, OPTIMIZED_OUT);
        }
        return new VariableLocation.Memory(
                stack.peek(0, end(expression), expression).value());
    }

    private static Operation end(Bytes expression) {
        return new Operation(expression.size(), expression.size(), 0, "the end", 0, 0, null);
    }

    /** Where to go on. */
    private long execute(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        if (code == 0x96 || code == Operators.GNU_UNINIT) {
            return operation.end();
        }
        if (location != null) {
            throw DwarfCursor.problem(expression, operation.at(), operation.name() + " behind a complete location");
        }
        started = true;
        if (code == 0x2f || code == 0x28) {
            return jump(operation, expression);
        }
        if (!stack.apply(operation, expression) && !setLocation(operation, expression)) {
            stack.push(value(operation, expression));
        }
        return operation.end();
    }

    private long jump(Operation operation, Bytes expression) throws NotFetchableException {
        long target = operation.end() + operation.first();
        if (target < 0 || target > expression.size()) {
            throw DwarfCursor.problem(expression, operation.at(), operation.name() + " to byte " + target);
        }
        if (operation.code() == 0x2f) {
            return target;
        }
        FetchValue condition = stack.pop(operation, expression).value();
        if (condition instanceof FetchValue.Constant known) {
            return known.value() == 0 ? operation.end() : target;
        }
        location = both(expression, condition, target, operation.end());
        return expression.size();
    }

    /** Runs on in both directions, and chooses by arithmetic between what comes out. */
    private VariableLocation both(Bytes expression, FetchValue condition, long taken, long fallen)
            throws NotFetchableException {
        if (branchesLeft == 0 || callsLeft != MAX_CALLS || !pieces.isEmpty()) {
            throw new NotFetchableException("its location depends on more than one condition (DW_OP_bra)");
        }
        return new ChosenLocation(condition, context.arch().stackPointer())
                .of(fork().locateFrom(expression, taken), fork().locateFrom(expression, fallen));
    }

    private ExpressionRun fork() {
        ExpressionRun fork = new ExpressionRun(context, moment, stack.copy(), budget);
        fork.started = started;
        fork.branchesLeft = branchesLeft - 1;
        return fork;
    }

    private boolean setLocation(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        if (code >= Operators.REG0 && code < Operators.BREG0) {
            location = register(code - Operators.REG0);
        } else if (code == Operators.REGX) {
            location = register(operation.first());
        } else if (code == Operators.STACK_VALUE) {
            location =
                    new VariableLocation.Value(stack.pop(operation, expression).value());
        } else if (code == Operators.IMPLICIT_VALUE) {
            location = new VariableLocation.Constant(list(operation.requiredBlock()));
        } else if (code == Operators.IMPLICIT_POINTER || code == Operators.GNU_IMPLICIT_POINTER) {
            location = implicitPointer(operation);
        } else if (code >= Operators.CALL2 && code <= Operators.CALL_REF) {
            call(operation, expression);
        } else {
            return false;
        }
        return true;
    }

    private VariableLocation implicitPointer(Operation operation) throws NotFetchableException {
        Optional<VariableLocation.ImplicitPointer> pointer =
                context.variables().pointer(operation.first(), operation.second());
        if (pointer.isEmpty()) {
            String target = context.unit()
                    .nameOf(operation.first())
                    .map(name -> "'" + name + "'")
                    .orElse("a variable");
            throw new NotFetchableException(
                    "it points to " + target + ", which the compiler keeps in no memory (" + operation.name() + ")",
                    true);
        }
        return pointer.get();
    }

    private static List<Byte> list(Bytes block) {
        List<Byte> bytes = new ArrayList<>(block.size());
        for (byte value : block.toArray()) {
            bytes.add(value);
        }
        return bytes;
    }

    private void call(Operation operation, Bytes expression) throws NotFetchableException {
        Optional<Bytes> procedure = context.unit().procedure(operation.first(), operation.code() != Operators.CALL_REF);
        if (procedure.isEmpty()) {
            // An entry without a location has no effect (DWARF 5 section 2.5.1.5).
            return;
        }
        if (callsLeft == 0) {
            throw new NotFetchableException("its location calls itself, or deeper than " + MAX_CALLS + " levels");
        }
        callsLeft--;
        run(procedure.get(), 0);
        callsLeft++;
    }

    private VariableLocation register(long number) throws NotFetchableException {
        if (registers.isZero(number)) {
            return new VariableLocation.Value(new FetchValue.Constant(0));
        }
        Register register = slotOf(number);
        return moment == Moment.ENTRY
                ? new VariableLocation.Value(slot(register))
                : new VariableLocation.Register(register);
    }

    private FetchValue contents(long number) throws NotFetchableException {
        return registers.isZero(number) ? new FetchValue.Constant(0) : slot(slotOf(number));
    }

    private Register slotOf(long number) throws NotFetchableException {
        Optional<Register> register = registers.find(number);
        if (register.isEmpty()) {
            throw new NotFetchableException("it is in " + registers.name(number) + ", which a probe does not see");
        }
        return register.get();
    }

    private FetchValue slot(Register register) throws NotFetchableException {
        return moment == Moment.ENTRY
                ? NotFetchableException.require(context.entryValues().atEntry(register))
                : new FetchValue.Register(register);
    }

    private StackValue value(Operation operation, Bytes expression) throws NotFetchableException {
        int code = operation.code();
        if (code >= Operators.BREG0 && code < Operators.REGX) {
            return StackValue.generic(contents(code - Operators.BREG0)).plus(operation.first());
        }
        return switch (code) {
            case Operators.ADDR -> address(operation.first());
            case Operators.ADDRX, Operators.GNU_ADDR_INDEX ->
                address(context.unit().debugAddress(operation.first()));
            case Operators.CONSTX, Operators.GNU_CONST_INDEX ->
                StackValue.generic(context.unit().debugAddress(operation.first()));
            case Operators.BREGX ->
                StackValue.generic(contents(operation.first())).plus(operation.second());
            case Operators.FBREG -> frameBase().plus(operation.first());
            case Operators.CALL_FRAME_CFA ->
                StackValue.generic(NotFetchableException.require(context.cfa().get()));
            case Operators.ENTRY_VALUE, Operators.GNU_ENTRY_VALUE -> entryValue(operation);
            case Operators.GNU_PARAMETER_REF ->
                StackValue.generic(NotFetchableException.require(
                        context.entryValues().parameter(context.unit().sectionOffset(operation.first()))));
            case Operators.REGVAL_TYPE, Operators.GNU_REGVAL_TYPE ->
                StackValue.typed(contents(operation.first()), type(operation, operation.second()));
            case Operators.CONST_TYPE, Operators.GNU_CONST_TYPE -> constant(operation);
            case Operators.CONVERT, Operators.GNU_CONVERT, Operators.REINTERPRET, Operators.GNU_REINTERPRET ->
                convert(operation, expression);
            case Operators.DEREF -> memory(operation, expression, 8, null);
            case Operators.DEREF_SIZE -> memory(operation, expression, operation.first(), null);
            case Operators.DEREF_TYPE, Operators.GNU_DEREF_TYPE ->
                memory(operation, expression, operation.first(), type(operation, operation.second()));
            default -> throw refused(operation);
        };
    }

    private StackValue entryValue(Operation operation) throws NotFetchableException {
        if (moment == Moment.ENTRY) {
            throw new NotFetchableException("it is an entry value of an entry value (" + operation.name() + ")");
        }
        return new ExpressionRun(context, Moment.ENTRY, new ExpressionStack(), budget)
                .compute(operation.requiredBlock());
    }

    private NotFetchableException refused(Operation operation) {
        String why = switch (operation.code()) {
            case 0x9b, Operators.GNU_PUSH_TLS_ADDRESS -> "every thread has its own copy of it (thread-local)";
            case 0x18, 0x95, 0xa7 -> "it is in an address space of its own";
            case 0x97 -> "it is part of an object whose address is not known here";
            case Operators.GNU_VARIABLE_VALUE -> "it is computed from the value of another variable";
            default -> "its location uses an operator that is not known";
        };
        return new NotFetchableException(why + " (" + operation.name() + ")");
    }

    private StackValue address(long address) throws NotFetchableException {
        return StackValue.generic(
                NotFetchableException.require(context.addresses().of(address, context.probe())));
    }

    private StackValue frameBase() throws NotFetchableException {
        Bytes base = context.frameBase();
        if (base == null) {
            throw new NotFetchableException("its function has no frame base (DW_OP_fbreg)");
        }
        ExpressionContext outside = new ExpressionContext(
                context.arch(),
                context.space(),
                context.unit(),
                context.probe(),
                null,
                context.cfa(),
                context.entryValues(),
                context.addresses(),
                context.variables());
        return StackValue.generic(new ExpressionRun(outside, moment, new ExpressionStack(), budget)
                .compute(base)
                .value());
    }

    private StackValue memory(Operation operation, Bytes expression, long size, @Nullable BaseType type)
            throws NotFetchableException {
        FetchValue address = stack.pop(operation, expression).value();
        if (moment == Moment.ENTRY && !context.entryValues().isNow()) {
            throw new NotFetchableException("it is what memory held when the function was entered");
        }
        if (moment == Moment.CALL) {
            throw new NotFetchableException("it is what memory held at the call");
        }
        if (size != 1 && size != 2 && size != 4 && size != 8 || type != null && type.sizeBytes() != size) {
            throw new NotFetchableException(
                    "its location reads " + Long.toUnsignedString(size) + " bytes at once (" + operation.name() + ")");
        }
        return StackValue.typed(new FetchValue.Memory(address, (int) size, context.space()), type);
    }

    private StackValue convert(Operation operation, Bytes expression) throws NotFetchableException {
        BaseType type = operation.first() == 0 ? null : type(operation, operation.first());
        StackValue value = stack.pop(operation, expression);
        boolean keepsBits = operation.code() == Operators.REINTERPRET || operation.code() == Operators.GNU_REINTERPRET;
        if (keepsBits && !value.isAsWideAs(type)) {
            throw DwarfCursor.problem(expression, operation.at(), operation.name() + " to a type of another size");
        }
        return StackValue.typed(value.value(), type);
    }

    private StackValue constant(Operation operation) throws NotFetchableException {
        Bytes block = operation.requiredBlock();
        BaseType type = type(operation, operation.first());
        if (block.size() != type.sizeBytes()) {
            throw DwarfCursor.problem(block, 0, block.size() + " bytes for a value of " + type.sizeBytes());
        }
        return StackValue.typed(new FetchValue.Constant(new DwarfCursor(block, 0).unsigned(block.size())), type);
    }

    private BaseType type(Operation operation, long offset) throws NotFetchableException {
        Optional<BaseType> found =
                offset == 0 ? Optional.empty() : context.unit().baseType(offset);
        if (found.isEmpty()) {
            throw new NotFetchableException("its type is not a base type (" + operation.name() + ")");
        }
        BaseType type = found.get();
        boolean fits = type.sizeBytes() == 1 || type.sizeBytes() == 2 || type.sizeBytes() == 4 || type.sizeBytes() == 8;
        if (!type.isInteger() || !fits) {
            throw new NotFetchableException("it is computed in the type '" + type.name() + "' (" + operation.name()
                    + "), and a fetch computes with integers of up to 8 bytes");
        }
        return type;
    }
}
