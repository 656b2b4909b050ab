// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.Kernels;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.probe.ProbeResolutionException;
import dev.probeproof.loader.testing.FetchRecorder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole way of a probe: a definition at the address, resolved by debug information, an instance with a generated prologue,
 * verified and run in the emulated kernel on the registers and the memory of the machine.
 */
final class InstanceSampleResolver implements SampleResolver, AutoCloseable {
    private final SampleBuild build;
    private final DebugInfo info;
    private final DebugTarget target;
    private final EmulatedKernel kernel;
    private final MapHandle map;
    private final Map<String, Prepared> prepared = new HashMap<>();

    InstanceSampleResolver(SampleBuild build) {
        this.build = build;
        this.info = DebugInfo.open(build.elf());
        TargetKernel plain = Kernels.of(build.arch(), "6.18.0-test");
        this.target = DebugTarget.ofProgram(plain, Path.of(build.name()), info);
        this.kernel = EmulatedKernel.builder(plain).build();
        this.map = kernel.createMap(FetchRecorder.MAP);
    }

    /** What there is for an expression at an address: a program, or an answer without one. */
    private sealed interface Prepared {}

    private record Loaded(ProgramHandle program, int bits) implements Prepared {}

    private record Answered(Answer answer) implements Prepared {}

    @Override
    public Answer resolve(MachineStop stop, String function, String expression) {
        Optional<CodeScopes> scopes = info.scopesAt(stop.address());
        boolean here = scopes.isPresent()
                && scopes.get().innermostFunction().name().orElse("").equals(function);
        if (!here) {
            return new OutOfScope();
        }
        Prepared way = prepared.computeIfAbsent(stop.address() + " " + expression, key -> prepare(stop, expression));
        return way instanceof Loaded loaded ? run(loaded, stop) : ((Answered) way).answer();
    }

    private Prepared prepare(MachineStop stop, String expression) {
        String text = "0x" + Long.toHexString(stop.address()) + "(" + expression + ")";
        ProbePoint point;
        try {
            point = ProbePointResolver.resolve(ProbeDefinition.parse(text), target)
                    .get(0);
        } catch (ProbeResolutionException refused) {
            String reason = refused.getMessage().lines().findFirst().orElse("");
            boolean absent = refused.reason() == ProbeResolutionException.Reason.ARGUMENT_ABSENT;
            return new Answered(new Unavailable(absent || reason.contains("the compiler kept no value"), reason));
        }
        List<FetchArgument> arguments = point.arguments();
        ProgramInstance instance = new ProloguePreprocessor(PrologueLayout.STRUCT)
                .prepare(FetchRecorder.program(PrologueLayout.STRUCT, arguments), List.of(point), kernel.target())
                .get(0);
        ProgramHandle program = kernel.load(
                        instance.image(Map.of(FetchRecorder.MAP.name(), map)), VerifierLogLevel.ON_REJECTION)
                .orThrow();
        FetchLeaf leaf = arguments.get(0).fetch().leaf();
        int bits = leaf instanceof FetchLeaf.Bits field ? field.widthBits() : 8 * ((FetchLeaf.Int) leaf).sizeBytes();
        return new Loaded(program, bits);
    }

    private Answer run(Loaded loaded, MachineStop stop) {
        byte[] key = new byte[4];
        map.update(key, new byte[FetchRecorder.BYTES], MapHandle.ANY);
        kernel.run(
                loaded.program(),
                new KprobeEvent("sample", false, stop.registers(), stop.memory(), Task.DEFAULT, 0),
                null);
        ByteBuffer handed = ByteBuffer.wrap(map.lookup(key).orElseThrow())
                .order(build.arch().byteOrder());
        return handed.getLong(0) == 0
                ? new Fetched(handed.getLong(8), loaded.bits())
                : new Unavailable(false, "the prologue could not read its memory");
    }

    @Override
    public void close() {
        kernel.close();
    }
}
