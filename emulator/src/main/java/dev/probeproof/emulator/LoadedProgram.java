// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.helper.MockedFunction;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.StoredProgram;
import dev.probeproof.emulator.memory.ReferenceCount;
import dev.probeproof.emulator.program.ProgramTypeModel;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A program in the kernel: lives as long as a handle, a link or a program array holds it, and holds its maps. */
final class LoadedProgram implements StoredProgram {
    private final int id;
    private final ProgramImage image;
    private final ProgramTypeModel model;
    private final Executable executable;
    private final ProgramEnvironment environment;
    private final int contextBytes;
    private final ReferenceCount references;
    private final String contextName;
    private boolean hasNoKernelReferences;

    /** @param instructions those of the image, with addresses of this kernel in place of its variables */
    LoadedProgram(
            int id,
            ProgramImage image,
            Instructions instructions,
            ProgramTypeModel model,
            List<EmulatedMap> maps,
            Supplier<Optional<ProgramProof>> prover,
            Map<Integer, MockedFunction> functions,
            ProgramEnvironment environment,
            int contextBytes) {
        this.id = id;
        this.image = image;
        this.model = model;
        this.executable = new Executable(image.name(), instructions, maps, prover, functions);
        this.environment = environment;
        this.contextBytes = contextBytes;
        this.contextName = "context of program '" + image.name() + "'";
        maps.forEach(map -> map.references().retain());
        this.references =
                new ReferenceCount(() -> maps.forEach(map -> map.references().release()));
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public ProgramType type() {
        return image.type();
    }

    @Override
    public ReferenceCount references() {
        return references;
    }

    ProgramImage image() {
        return image;
    }

    ProgramTypeModel model() {
        return model;
    }

    Executable executable() {
        return executable;
    }

    /** Up to where it accesses its context, as the verifier saw it; 0 if it was not verified. */
    int contextBytes() {
        return contextBytes;
    }

    /** What messages call its context. */
    String contextName() {
        return contextName;
    }

    /**
     * As {@link KernelReferenceCheck} does, once for all runs.
     *
     * @throws dev.probeproof.loader.kernel.UnsupportedFeatureException naming the first function or variable
     */
    void refuseKernelReferences(TargetKernel target, Set<String> variables) {
        if (!hasNoKernelReferences) {
            KernelReferenceCheck.check(image, target, executable.functions().keySet(), variables);
            hasNoKernelReferences = true;
        }
    }

    ProgramEnvironment environment() {
        return environment;
    }
}
