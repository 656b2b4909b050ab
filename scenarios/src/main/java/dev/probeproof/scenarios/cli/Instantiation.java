// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.instance.ProloguePreprocessor;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.probe.ProbePointResolver;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.scenarios.check.Preflight;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * All instances of an object on a kernel, and what could not become one.
 *
 * @param refused one message for each probe point or program that is missing among the instances
 */
record Instantiation(
        RelocatedObject relocated, TargetKernel kernel, List<ProgramInstance> instances, List<String> refused) {
    Instantiation {
        instances = List.copyOf(instances);
        refused = List.copyOf(refused);
    }

    /**
     * @param given definitions that replace those of the object's programs; none keeps them
     */
    static Instantiation of(BpfObject object, List<Preflight.ProgramProbe> given, TargetKernel kernel) {
        return of(object, given, kernel, program -> true);
    }

    /** The same, but of programs with probe definitions only: others are what they are, with or without a kernel. */
    static Instantiation ofProbed(BpfObject object, List<Preflight.ProgramProbe> given, TargetKernel kernel) {
        return of(object, given, kernel, program -> !definitions(program, given).isEmpty());
    }

    private static Instantiation of(
            BpfObject object,
            List<Preflight.ProgramProbe> given,
            TargetKernel kernel,
            Predicate<ProgramSpec> isWanted) {
        RelocatedObject relocated = Relocator.relocate(object, kernel);
        List<ProgramInstance> instances = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (ProgramSpec program : object.programs()) {
            if (!isWanted.test(program)) {
                continue;
            }
            List<ProbePoint> points = new ArrayList<>();
            Mechanism mechanism = Mechanism.of(program.type(), program.expectedAttachType());
            for (String definition : definitions(program, given)) {
                try {
                    points.addAll(
                            ProbePointResolver.resolveAnywhere(ProbeNotation.readAny(definition, mechanism), kernel));
                } catch (ProbeproofException reason) {
                    refused.add(reason.getMessage());
                }
            }
            try {
                instances.addAll(new ProloguePreprocessor().prepare(relocated.program(program.name()), points, kernel));
            } catch (ProbeproofException reason) {
                refused.add(reason.getMessage());
            }
        }
        return new Instantiation(relocated, kernel, instances, refused);
    }

    BpfObject object() {
        return relocated.object();
    }

    private static List<String> definitions(ProgramSpec program, List<Preflight.ProgramProbe> given) {
        List<String> forProgram = given.stream()
                .filter(probe -> probe.program().isEmpty() || probe.program().equals(program.name()))
                .map(Preflight.ProgramProbe::definition)
                .toList();
        return forProgram.isEmpty() ? program.probes() : forProgram;
    }

    ExitCode exitCode() {
        boolean complete = refused.isEmpty() && relocated.refused().isEmpty();
        return complete ? ExitCode.OK : ExitCode.FAILED;
    }
}
