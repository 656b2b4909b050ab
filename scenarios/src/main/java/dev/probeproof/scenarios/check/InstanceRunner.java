// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An emulated kernel with one instance and its maps loaded, ready to be run on one made-up context after the other. */
final class InstanceRunner implements PointCheck.Runner, AutoCloseable {
    /** A kernel accepts no program that needs more: it follows a million instructions on all paths together. */
    private static final long INSTRUCTION_BUDGET = 1_000_000;

    private final EmulatedKernel kernel;
    private final ProgramHandle program;
    private final int bodySlot;

    private InstanceRunner(EmulatedKernel kernel, ProgramHandle program, int bodySlot) {
        this.kernel = kernel;
        this.program = program;
        this.bodySlot = bodySlot;
    }

    /**
     * @throws dev.probeproof.loader.kernel.KernelException if a map or the program is refused
     */
    static InstanceRunner load(List<MapSpec> specs, ProgramInstance instance, TargetKernel target) {
        EmulatedKernel kernel = EmulatedKernel.builder(target)
                .instructionBudget(INSTRUCTION_BUDGET)
                .build();
        try {
            Map<String, MapHandle> maps = new LinkedHashMap<>();
            for (MapSpec map : specs) {
                maps.put(map.name(), kernel.createMap(map));
            }
            ProgramHandle program = kernel.load(instance.image(maps), VerifierLogLevel.ON_REJECTION)
                    .orThrow();
            return new InstanceRunner(kernel, program, instance.prologue().size());
        } catch (RuntimeException | Error failure) {
            try (kernel) {
                throw failure;
            }
        }
    }

    @Override
    public PointCheck.Run run(KprobeEvent event, int structBytes) {
        Observation observation = new Observation(bodySlot, structBytes, kernel.kernelMemory());
        ExecutionResult result = kernel.run(program, event, observation).result();
        return new PointCheck.Run(result, observation);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
