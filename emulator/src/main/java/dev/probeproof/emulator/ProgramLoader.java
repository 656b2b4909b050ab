// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.map.ProgramArrayMap;
import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.program.ProgramTypeModel;
import dev.probeproof.emulator.program.ProgramTypes;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.emulator.verifier.Verdict;
import dev.probeproof.emulator.verifier.Verifier;
import dev.probeproof.emulator.verifier.VerifierRequest;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** From an image to a loaded program, or to the kernel's refusal. */
final class ProgramLoader {
    private final KernelState kernel;
    private final boolean verifies;

    ProgramLoader(KernelState kernel, boolean verifies) {
        this.kernel = kernel;
        this.verifies = verifies;
    }

    ProgramLoadResult load(ProgramImage image, VerifierLogLevel log) {
        List<EmulatedMap> maps = new ArrayList<>();
        List<VerifierMap> views = new ArrayList<>();
        for (MapHandle handle : image.maps()) {
            maps.add(EmulatedMapHandle.in(kernel, handle));
            views.add(EmulatedMapHandle.viewIn(kernel, handle));
        }
        Optional<ProgramTypeModel> model = ProgramTypes.find(image.type())
                .filter(known -> kernel.release().has(image.type().since()));
        if (model.isEmpty()) {
            return rejected(image, Errno.EINVAL, "");
        }
        String text = "";
        Supplier<Optional<ProgramProof>> prover = Optional::empty;
        int contextBytes = 0;
        if (verifies) {
            VerifierRequest request = request(image, views, log);
            // A log has addresses in it, so only who wants none can do without being asked again.
            AcceptedProgram key = log == VerifierLogLevel.ON_REJECTION ? AcceptedProgram.of(request) : null;
            OptionalInt known =
                    key == null ? OptionalInt.empty() : kernel.findings().contextBytes(key);
            contextBytes = known.orElse(0);
            if (known.isEmpty()) {
                Verdict verdict = Verifier.verify(request);
                Errno errno = verdict.errno();
                if (errno != null) {
                    return rejected(image, errno, verdict.log());
                }
                text = key == null ? verdict.log() : "";
                contextBytes = verdict.contextBytes();
                if (key != null) {
                    kernel.findings().accepted(key, verdict.contextBytes());
                }
            }
            prover = new ProofOnDemand(request);
        }
        for (EmulatedMap map : maps) {
            if (map instanceof ProgramArrayMap array && !array.admits(image.type())) {
                return rejected(image, Errno.EINVAL, text);
            }
        }
        HelperAccess access = new HelperAccess(
                kernel.helpers(), HelperAccess.Subject.of(image), new KernelProfile(kernel.release()), kernel.rules());
        ProgramEnvironment environment = new ProgramEnvironment(kernel, access, verifies && followsTypes(image));
        LoadedProgram program = new LoadedProgram(
                kernel.nextProgramId(),
                image,
                KernelReferenceCheck.placed(image, kernel.variables()),
                model.get(),
                maps,
                prover,
                KernelReferenceCheck.mocked(image, kernel.target(), kernel.helpers()),
                environment,
                contextBytes);
        return new ProgramLoadResult.Accepted(new EmulatedProgramHandle(kernel, program), text);
    }

    /** Whoever wants a log of a refusal only gets that of the first level, as from a kernel. */
    private VerifierRequest request(ProgramImage image, List<VerifierMap> maps, VerifierLogLevel log) {
        int level = Math.max(log.number(), VerifierLogLevel.BRANCHES.number());
        KernelProfile profile = new KernelProfile(kernel.release());
        int cpus = kernel.world().possibleCpus();
        return new VerifierRequest(image, maps, kernel.target(), profile, level, cpus);
    }

    /** Whether pointers to typed memory of the kernel come to it: as arguments, or from a helper. */
    private static boolean followsTypes(ProgramImage image) {
        return image.type() == ProgramType.TRACING
                || CalledHelpers.of(image.instructions()).mayInclude(HelperId.GET_CURRENT_TASK_BTF);
    }

    private static ProgramLoadResult rejected(ProgramImage image, Errno errno, String log) {
        return new ProgramLoadResult.Rejected(image.name(), errno.number(), log);
    }
}
