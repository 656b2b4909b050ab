// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.interpreter.Interpreter;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.List;
import java.util.Optional;

/** The emulated kernel, a new one for each request. */
public final class EmulatedServedKernel implements ServedKernel {
    /** Where raw programs find their memory: an address like those of the kernel's direct mapping. */
    private static final long MEMORY = 0xffff_8880_0000_0000L;

    @Override
    public KernelBackend open(Optional<String> release) {
        throw new UnsupportedFeatureException("program types", "not served yet");
    }

    @Override
    public Optional<String> noVerdictBecause() {
        return Optional.of("no verifier yet");
    }

    @Override
    public RawRun runRaw(Instructions program, byte[] memory) {
        RawEnvironment environment = new RawEnvironment();
        if (memory.length > 0) {
            environment.kernelMemory().map(new Region(MEMORY, memory, true, "mem"));
        }
        long address = memory.length > 0 ? MEMORY : 0;
        ExecutionResult result = new Interpreter()
                .run(new Executable("raw", program, List.of()), environment, address, memory.length, null);
        return result.fault() == null
                ? new RawRun.Returned(result.returnValue())
                : new RawRun.Faulted(result.fault(), result.faultSlot());
    }
}
