// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.helper.ArgumentKind;
import dev.probeproof.emulator.verifier.flow.Subprogram;
import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import dev.probeproof.emulator.verifier.state.VerifierState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static dev.probeproof.loader.uapi.Errno.EFAULT;
import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Arguments of the program's functions by the types that it declares: what callers pass, and what a function starts with. */
final class GlobalArguments {
    private final Verification verification;
    private final Checks checks;
    private final DeclaredArguments declared;
    /** Functions whose declaration callers did not keep to: it says nothing any more. */
    private final Set<Integer> unreliable = new HashSet<>();

    GlobalArguments(Verification verification, Checks checks) {
        this.verification = verification;
        this.checks = checks;
        declared = new DeclaredArguments(verification);
    }

    /** Compares the registers with the declaration; throws if they differ, which is fatal for global functions only. */
    void match(Subprogram callee) {
        if (verification.image.btf() == null
                || verification.image.btf().functions().isEmpty()) {
            throw new Rejection(EINVAL);
        }
        if (callee.typeId == 0) {
            throw new Rejection(EFAULT);
        }
        if (unreliable.contains(callee.number)) {
            throw new Rejection(EINVAL);
        }
        try {
            List<DeclaredArguments.Declared> arguments = declared.of(callee);
            for (int i = 0; i < arguments.size(); i++) {
                match(arguments.get(i), i);
            }
        } catch (Rejection rejection) {
            unreliable.add(callee.number);
            throw rejection;
        }
    }

    private void match(DeclaredArguments.Declared argument, int index) {
        int number = index + 1;
        RegisterState register = verification.register(number);
        switch (argument.kind()) {
            case NUMBER -> {
                if (!register.isScalar()) {
                    throw verification.reject(EINVAL, "R%d is not a scalar", number);
                }
            }
            case CONTEXT -> {
                checks.pointers.requireArgument(register, number, false, false, false);
                if (!register.is(RegisterType.CONTEXT)) {
                    throw verification.reject(EINVAL, "arg#%d expects pointer to ctx", index);
                }
            }
            case MEMORY -> matchMemory(argument, register, index);
            case ARENA -> {
                if (!register.is(RegisterType.ARENA) && !register.isScalar()) {
                    throw verification.reject(EINVAL, "R%d is not a pointer to arena or scalar.", number);
                }
            }
            case DYNPTR -> {
                checks.pointers.requireArgument(register, number, false, true, false);
                checks.calls.dynptrs.checkHelperArgument(number, ArgumentKind.READ_ONLY_DYNPTR);
            }
            case UNTRUSTED -> {
                // Reads through it are guarded: anything goes.
            }
            case OBJECT -> throw CallChecks.notModelled(verification, "a trusted argument of a global function");
        }
    }

    private void matchMemory(DeclaredArguments.Declared argument, RegisterState register, int index) {
        int number = index + 1;
        checks.pointers.requireArgument(register, number, false, false, false);
        requireMemory(number, register, argument.sizeBytes());
        if (!argument.mayBeNull() && register.mayBeNull()) {
            throw verification.reject(EINVAL, "arg#%d is expected to be non-NULL", index);
        }
    }

    /** Memory that the callee may read and write. */
    private void requireMemory(int number, RegisterState register, int size) {
        if (register.isNull()) {
            return;
        }
        try {
            if (register.mayBeNull()) {
                verification.set(number, NullMarking.notNull(register));
            }
            checks.memory.checkHelperAccess(number, size, false, true, null);
            checks.memory.checkHelperAccess(number, size, true, true, null);
        } catch (Rejection rejection) {
            throw new Rejection(EINVAL);
        } finally {
            verification.set(number, register);
        }
    }

    /** The state in which a function that is verified for itself starts. */
    VerifierState entry(Subprogram subprogram) {
        verification.log.line("Validating %s() func#%d...", subprogram.name, subprogram.number);
        VerifierState state = new VerifierState();
        state.branches = 1;
        state.firstSlot = subprogram.start;
        FrameState frame = FunctionCalls.newFrame(0, -1, subprogram.number);
        List<DeclaredArguments.Declared> arguments = declared.of(subprogram);
        for (int i = 0; i < arguments.size(); i++) {
            frame.set(i + 1, start(arguments.get(i)));
        }
        state.enter(frame);
        return state;
    }

    private RegisterState start(DeclaredArguments.Declared argument) {
        return switch (argument.kind()) {
            case CONTEXT -> RegisterState.pointer(RegisterType.CONTEXT).build();
            case NUMBER, ARENA -> verification.unknown();
            case DYNPTR -> checks.calls.dynptrs.localArgument();
            case MEMORY ->
                RegisterState.pointer(RegisterType.MEMORY)
                        .flags(argument.mayBeNull() ? TypeFlags.MAY_BE_NULL : 0)
                        .size(argument.sizeBytes())
                        .id(argument.mayBeNull() ? verification.nextId() : 0)
                        .build();
            case OBJECT, UNTRUSTED ->
                throw CallChecks.notModelled(verification, "a tagged argument of a global function");
        };
    }
}
