// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.profile.MapProgramCompatibility;
import dev.probeproof.emulator.verifier.flow.Admission;
import dev.probeproof.emulator.verifier.log.VerifierLog;
import dev.probeproof.emulator.verifier.state.Rejection;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.uapi.MapType;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    @Override
    public void map(VerifierMap map) {
        MapType type = map.type();
        if (type == null) {
            return;
        }
        ProgramImage image = request.image();
        Set<String> fields =
                map.fields().all().stream().map(field -> field.kind().word()).collect(Collectors.toSet());
        Optional<String> refusal = MapProgramCompatibility.refusal(
                image.type(), (image.flags() & SLEEPABLE) != 0, type, map.flags(), fields, request.profile());
        if (refusal.isPresent()) {
            log.line("%s", refusal.get());
            throw new Rejection(EINVAL);
        }
    }
}
