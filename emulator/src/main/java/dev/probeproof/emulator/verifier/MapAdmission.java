// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.MapProgramCompatibility;
import dev.probeproof.emulator.verifier.flow.Admission;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.GplCompatibility;
import dev.probeproof.loader.uapi.MapType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import static dev.probeproof.loader.uapi.Errno.EINVAL;

/** Whether programs of this kind may refer to a map at all ({@code check_map_prog_compatibility}). */
final class MapAdmission implements Admission {
    private static final int SLEEPABLE = 1 << 4;

    private final VerifierRequest request;
    private final VerifierLog log;

    MapAdmission(VerifierRequest request, VerifierLog log) {
        this.request = request;
        this.log = log;
    }

    /** What a call of a kernel function needs wherever it stands ({@code add_kfunc_call}). */
    @Override
    public void kernelFunction(Instruction call) {
        if (!GplCompatibility.of(request.image().license())) {
            throw reject("cannot call kernel function from non-GPL compatible program");
        }
        if (call.imm() == 0 && call.off() == 0 || call.off() != 0) {
            return;
        }
        KernelFunctions functions = new KernelFunctions(request.target(), request.image(), request.profile());
        if (functions.name(call).isEmpty()) {
            throw reject("kernel btf_id " + Integer.toUnsignedString(call.imm()) + " is not a function");
        }
    }

    private Rejection reject(String line) {
        log.line("%s", line);
        return new Rejection(EINVAL);
    }

    @Override
    public void map(VerifierMap map) {
        MapType type = map.type();
        if (type == null) {
            return;
        }
        ProgramImage image = request.image();
        Set<String> fields = new HashSet<>();
        map.fields().all().forEach(field -> fields.add(field.kind().word()));
        Optional<String> refusal = MapProgramCompatibility.refusal(
                image.type(), (image.flags() & SLEEPABLE) != 0, type, map.flags(), fields, request.profile());
        if (refusal.isPresent()) {
            log.line("%s", refusal.get());
            throw new Rejection(EINVAL);
        }
    }
}
