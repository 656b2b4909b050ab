// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.flow;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.uapi.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a kernel checks before it follows a path, in the order of the release: the first thing that is wrong is
 * the one that is said.
 *
 * <pre>{@code
 * ProgramFlow flow = new ProgramCheck(instructions, btf, maps, profile, log)
 *         .callees(callees).admission(admission).instructionText(text).run();
 * }</pre>
 */
public final class ProgramCheck {
    private static final int MAX_INSTRUCTIONS = 1_000_000;
    /** The limit of all programs before Linux 5.2. */
    private static final int OLD_MAX_INSTRUCTIONS = 4096;

    private final Instructions program;
    private final @Nullable ProgramBtf btf;
    private final List<VerifierMap> maps;
    private final KernelProfile profile;
    private final VerifierLog log;
    private Callees callees = Callees.UNKNOWN;
    private Admission admission = Admission.OPEN;
    private InstructionText instructionText = (code, slot) -> "";

    public ProgramCheck(
            Instructions program,
            @Nullable ProgramBtf btf,
            List<VerifierMap> maps,
            KernelProfile profile,
            VerifierLog log) {
        this.program = program;
        this.btf = btf;
        this.maps = List.copyOf(maps);
        this.profile = profile;
        this.log = log;
    }

    /** Who knows what helpers and kernel functions do. */
    public ProgramCheck callees(Callees those) {
        callees = those;
        return this;
    }

    /** Who else has to agree on the way. */
    public ProgramCheck admission(Admission by) {
        admission = by;
        return this;
    }

    /** How the log prints instructions. */
    public ProgramCheck instructionText(InstructionText text) {
        instructionText = text;
        return this;
    }

    /**
     * @throws Rejection if the program is not worth following; the log says why
     */
    public ProgramFlow run() {
        checkSize();
        Btf types = types();
        FunctionTypes functionTypes = new FunctionTypes(program, btf, types, profile, log);
        functionTypes.checkEarly();
        List<Subprogram> subprograms = new SubprogramFinder(program, profile, admission, log).find(functionTypes);
        new JumpCheck(program, profile, log).check(subprograms);
        functionTypes.check(subprograms);
        // Extension programs are compared with what the walk finds out, so the target came last from 6.13 on, which is
        // in the stable releases of 6.12 and 6.6 too.
        boolean targetLast = profile.isAtLeast(6, 6);
        if (!targetLast) {
            admission.attachTarget();
        }
        EncodingCheck encoding = new EncodingCheck(program, profile, log);
        new WideLoads(program, maps, profile, admission, encoding, log).check();
        FlowGraph graph = new FlowGraph(program, subprograms);
        new ControlFlowWalk(graph, profile, callees, log).check(subprograms);
        new GraphOrder(graph).computePostorder();
        if (profile.isAtLeast(7, 0)) {
            graph.program = new ConstantBranches(graph).fold();
            new GraphOrder(graph).computePostorder();
            new CallOrder(graph, log).check();
        }
        if (targetLast) {
            admission.attachTarget();
        }
        analyse(graph);
        return new ProgramFlow(graph.program, subprograms, graph, types);
    }

    private void analyse(FlowGraph graph) {
        new GraphOrder(graph).computeComponents(profile.isAtLeast(6, 19));
        new LiveRegisters(graph, callees).compute();
        if (profile.isAtLeast(6, 15)) {
            graph.writeLiveRegisters(log, instructionText);
        }
    }

    private void checkSize() {
        int limit = profile.isAtLeast(5, 2) ? MAX_INSTRUCTIONS : OLD_MAX_INSTRUCTIONS;
        if (program.isEmpty() || program.size() > limit) {
            throw new Rejection(Errno.E2BIG);
        }
    }

    /** The types, or null; a kernel refuses broken ones long before it looks at a program. */
    private @Nullable Btf types() {
        if (btf == null || btf.functions().isEmpty() && btf.lines().isEmpty()) {
            return null;
        }
        try {
            return BtfReader.read(btf.blob());
        } catch (CorruptObjectException corrupt) {
            // Loading them would have failed with this number.
            throw new Rejection(Errno.EINVAL);
        }
    }
}
