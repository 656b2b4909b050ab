// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.flow.EncodingCheck;
import dev.probeproof.emulator.verifier.flow.ProgramFlow;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.uapi.Errno;

/** The parts of one verification, so that each finds the others. */
final class Checks {
    final Verification verification;

    final EncodingCheck encoding;
    final PathTrace trace;
    final Registers registers;
    final PrecisionTracker precision;
    final StackTraffic liveness;
    final StatePruner pruner;
    final ScalarLinks links;
    final PointerOffsets pointers;
    final NullMarking nulls;
    final References references;
    final StackObjects stackObjects;
    final MemoryRegions regions;
    final StackMemory stack;
    final TypedMemory typed;
    final KernelPointers kptrs;
    final MemoryAccess memory;
    final PathExplorer path;
    final CallChecks calls;

    Checks(Verification verification, ProgramFlow flow) {
        this.verification = verification;
        encoding = new EncodingCheck(flow.program(), verification.profile, verification.log);
        trace = new PathTrace(verification);
        registers = new Registers(verification);
        precision = new PrecisionTracker(verification, trace);
        liveness = new StackTraffic(verification, flow.graph());
        pruner = new StatePruner(verification, precision, liveness);
        links = new ScalarLinks(verification);
        pointers = new PointerOffsets(verification);
        references = new References(verification);
        nulls = new NullMarking(this);
        stackObjects = new StackObjects(verification, references, liveness);
        regions = new MemoryRegions(verification, this);
        stack = new StackMemory(verification, this);
        typed = new TypedMemory(verification);
        kptrs = new KernelPointers(verification, references, pointers);
        memory = new MemoryAccess(verification, this);
        path = new PathExplorer(verification, this);
        calls = new CallChecks(verification, this);
    }

    /** The map that a register is about. */
    VerifierMap mapOf(RegisterState register) {
        VerifierMap map = register.map();
        if (map == null) {
            throw verification.fault("a " + register.type() + " without a map");
        }
        return map;
    }

    /** The refusal of a pointer that is no memory for helpers. */
    Rejection helperTypeMismatch(int number, RegisterState register) {
        verification.log.write("R" + number + " type=" + verification.types.of(register) + " ");
        throw verification.reject(Errno.EACCES, "expected=%s", verification.types.of(RegisterType.STACK, 0));
    }
}
