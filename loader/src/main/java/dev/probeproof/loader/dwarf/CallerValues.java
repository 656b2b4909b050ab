// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.fetch.FetchValue.BinaryOperator;
import dev.probeproof.loader.fetch.FetchValue.Constant;
import dev.probeproof.loader.fetch.FetchValue.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a function was passed, by what its callers say: {@code DW_TAG_call_site_parameter}. A value that a caller kept in a
 * register that the function must give back is still there, or where the function saved it.
 *
 * <p>Nothing is assumed about who called: the fetch compares the return address with those of the calls that are known, and
 * fails where it is another one.
 */
final class CallerValues implements EntryValues {
    /** The last page of an address space, where no system maps anything: there are the pointers that stand for errors. */
    private static final long NEVER_MAPPED = -4096;

    private final VariableLocator locator;
    private final CodeScopes scopes;
    private final long probe;
    private final int levels;

    /**
     * @param scopes the function, at an address in it
     * @param probe the probed address: in this function or one that it has called
     * @param levels how far up callers may be asked for what their callers passed
     */
    CallerValues(VariableLocator locator, CodeScopes scopes, long probe, int levels) {
        this.locator = locator;
        this.scopes = scopes;
        this.probe = probe;
        this.levels = levels;
    }

    @Override
    public Recovered atEntry(Register register) {
        return passed(
                "it is the value of " + register.name() + " at entry",
                parameter ->
                        parameter.location().filter(at -> names(at, register)).isPresent());
    }

    @Override
    public Recovered parameter(long offset) {
        Die wanted = scopes.unit().debugInfo().dieAt(offset).root();
        return passed(
                "it is what a caller passed for a parameter that was optimized away",
                parameter -> parameter
                        .die()
                        .reference(DwarfAttribute.CALL_PARAMETER)
                        .filter(die -> die.root().equals(wanted))
                        .isPresent());
    }

    private static boolean names(Bytes location, Register register) {
        int code = location.size() == 0 ? 0 : location.u8(0);
        if (location.size() == 1 && code >= Operators.REG0 && code < Operators.BREG0) {
            return code - Operators.REG0 == register.dwarfNumber();
        }
        return location.size() > 1
                && code == Operators.REGX
                && new DwarfCursor(location, 1).uleb() == register.dwarfNumber();
    }

    /** A call, as the fetch recognizes it, and what it passed. */
    private record Passed(FetchValue returnAddress, FetchValue value) {}

    private Recovered passed(String what, Predicate<CallSite.Parameter> which) {
        if (levels == 0) {
            return new Recovered.Unknown(what + ", and depends on callers of callers");
        }
        KnownCalls.Answer known = locator.calls().of(scopes.function());
        if (!known.problem().isEmpty()) {
            return new Recovered.Unknown(what + ", which nobody kept: " + known.problem());
        }
        try {
            List<Passed> all = new ArrayList<>();
            for (KnownCalls.Call call : known.calls()) {
                all.add(passed(call, which));
            }
            FetchValue actual = NotFetchableException.require(locator.frames().returnAddress(scopes.address()));
            FetchValue value = guarded(actual, all);
            return FetchAlgebra.fits(value)
                    ? new Recovered.Known(value)
                    : new Recovered.Unknown(what + ", and its computation takes more than " + FetchValue.MAX_NODES
                            + " steps for " + all.size() + " callers");
        } catch (NotFetchableException impossible) {
            return new Recovered.Unknown(what + ", and depends on the caller: " + impossible.reason());
        }
    }

    private Passed passed(KnownCalls.Call call, Predicate<CallSite.Parameter> which) throws NotFetchableException {
        Optional<Bytes> expression =
                call.site().parameters().stream().filter(which).findFirst().flatMap(CallSite.Parameter::value);
        if (expression.isEmpty()) {
            throw new NotFetchableException(call.words() + " does not say what it passes");
        }
        FetchValue value;
        try {
            value = inThisFunction(
                    new ExpressionRun(locator.atCall(call.caller(), probe, levels - 1), ExpressionRun.Moment.CALL)
                            .compute(expression.get())
                            .value());
        } catch (NotFetchableException impossible) {
            throw new NotFetchableException("of what " + call.words() + " passes, " + impossible.reason());
        }
        return new Passed(NotFetchableException.require(locator.addresses().of(call.returnAddress(), probe)), value);
    }

    /** A value of the caller, computed from its registers, in terms of this function's. */
    private FetchValue inThisFunction(FetchValue ofCaller) throws NotFetchableException {
        Register here = locator.arch().instructionPointer();
        RegisterReplacement replacement = register -> register.equals(here)
                // Not the caller's: what data lies relative to is the probed instruction.
                ? new FetchValue.Register(register)
                : NotFetchableException.require(locator.frames().registerInCaller(scopes.address(), register));
        return replacement.in(ofCaller);
    }

    /** The value that belongs to the actual return address; reading it fails if that is none of those known. */
    private FetchValue guarded(FetchValue actual, List<Passed> all) {
        boolean same = all.stream().map(Passed::value).distinct().count() == 1;
        Function<Passed, FetchValue> matches =
                passed -> FetchAlgebra.binary(BinaryOperator.EQUAL, actual, passed.returnAddress());
        FetchValue any = new Constant(0);
        FetchValue value = same ? all.get(0).value() : new Constant(0);
        for (Passed passed : all) {
            FetchValue match = matches.apply(passed);
            any = FetchAlgebra.binary(BinaryOperator.OR, any, match);
            if (!same) {
                FetchValue mask = FetchAlgebra.unary(UnaryOperator.NEGATE, match);
                FetchValue chosen = FetchAlgebra.binary(BinaryOperator.AND, mask, passed.value());
                value = FetchAlgebra.binary(BinaryOperator.OR, value, chosen);
            }
        }
        return FetchAlgebra.binary(BinaryOperator.OR, value, nothingIf(any));
    }

    /** 0 where the condition is 1; where it is 0, a read that fails. */
    private FetchValue nothingIf(FetchValue condition) {
        FetchValue none = FetchAlgebra.add(condition, -1);
        FetchValue address = FetchAlgebra.binary(
                BinaryOperator.OR,
                new FetchValue.Register(locator.arch().stackPointer()),
                FetchAlgebra.binary(BinaryOperator.AND, none, new Constant(NEVER_MAPPED)));
        return new FetchValue.Binary(BinaryOperator.AND, new FetchValue.Memory(address, 1, space()), new Constant(0));
    }

    private AddressSpaceKind space() {
        return locator.space();
    }
}
