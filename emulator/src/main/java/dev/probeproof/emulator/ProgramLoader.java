// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.program.ProgramTypeModel;
import dev.probeproof.emulator.program.ProgramTypes;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From an image to a loaded program, or to the kernel's refusal. */
final class ProgramLoader {
    private final KernelState kernel;

    ProgramLoader(KernelState kernel) {
        this.kernel = kernel;
    }

    ProgramLoadResult load(ProgramImage image, VerifierLogLevel log) {
        List<EmulatedMap> maps = mapsOf(image);
        if (image.type() == ProgramType.UNSPEC
                || !kernel.release().has(image.type().since())) {
            return new ProgramLoadResult.Rejected(image.name(), Errno.EINVAL.number(), "");
        }
        ProgramTypeModel model = ProgramTypes.find(image.type())
                .filter(ProgramTypeModel::isEmulated)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "program type " + image.type() + " (program '" + image.name() + "')",
                        "not emulated; docs/helpers.md lists what is. Use the native backend for this program"));
        KernelReferenceCheck.check(image, kernel.target());
        HelperAccess access = new HelperAccess(
                kernel.helpers(), HelperAccess.Subject.of(image), new KernelProfile(kernel.release()), kernel.rules());
        Optional<LoadRefusal> refusal = StructureCheck.check(image, maps)
                .or(() -> model.refusal(image).map(message -> LoadRefusal.ofProgram(Errno.EINVAL, message)))
                .or(() -> CallCheck.check(image.instructions(), access))
                .or(() -> programArraysOfOtherTypes(image, maps));
        if (refusal.isPresent()) {
            LoadRefusal why = refusal.get();
            return new ProgramLoadResult.Rejected(image.name(), why.errno().number(), why.log());
        }
        LoadedProgram program =
                new LoadedProgram(kernel.nextProgramId(), image, model, maps, new ProgramEnvironment(kernel, access));
        return new ProgramLoadResult.Accepted(new EmulatedProgramHandle(kernel, program), logOf(image, log));
    }

    private List<EmulatedMap> mapsOf(ProgramImage image) {
        List<EmulatedMap> maps = new ArrayList<>();
        for (MapHandle handle : image.maps()) {
            maps.add(EmulatedMapHandle.in(kernel, handle));
        }
        return maps;
    }

    private static Optional<LoadRefusal> programArraysOfOtherTypes(ProgramImage image, List<EmulatedMap> maps) {
        for (EmulatedMap map : maps) {
            if (map instanceof ProgramArrayMap array && !array.admits(image.type())) {
                return Optional.of(new LoadRefusal(Errno.EINVAL, ""));
            }
        }
        return Optional.empty();
    }

    /** Says what this was, to whoever asked for a log and may take it for a verifier's. */
    private static String logOf(ProgramImage image, VerifierLogLevel log) {
        return log == VerifierLogLevel.ON_REJECTION
                ? ""
                : "; not verified: the structure of " + image.instructions().size() + " instructions was checked\n";
    }
}
