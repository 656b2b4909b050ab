// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.verifier.VerifierRequest;
import dev.probeproof.emulator.verifier.state.VerifierMap;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the verdict on a program depends on but the kernel itself: two that are equal get the same one. What is missing here
 * would make a verdict wrong, what is too much only makes one that is sought again.
 *
 * @param attributes everything of the image that is a plain value
 * @param types the blob, or empty without one
 */
record AcceptedProgram(
        Instructions instructions,
        List<Object> attributes,
        ByteBuffer types,
        List<ProgramBtf.FuncInfo> functions,
        List<ProgramBtf.LineInfo> lines,
        List<KnownMap> maps,
        int cpus) {

    /**
     * A map as the verifier sees it.
     *
     * @param first the first of the program's maps that is the same one
     * @param types compared by identity, as they are large and nobody makes them twice
     * @param spec its definition without the initial value
     * @param constant what programs see as a constant, or empty
     */
    record KnownMap(
            int first, MapSpec spec, @Nullable Object types, boolean admits, boolean isConstant, ByteBuffer constant) {}

    static AcceptedProgram of(VerifierRequest request) {
        ProgramImage image = request.image();
        ProgramBtf btf = image.btf();
        List<KnownMap> maps = new ArrayList<>();
        for (VerifierMap map : request.maps()) {
            MapView view = (MapView) map;
            maps.add(new KnownMap(
                    request.maps().indexOf(map),
                    withoutContent(view.spec()),
                    view.types(),
                    view.admitsProgram(image.type().number()),
                    view.isConstant(),
                    ByteBuffer.wrap(view.constantBytes())));
        }
        return new AcceptedProgram(
                image.instructions(),
                List.of(
                        image.name(),
                        image.type(),
                        image.expectedAttachType(),
                        image.license(),
                        image.flags(),
                        image.attachBtfId(),
                        image.kernelVersion(),
                        image.modules(),
                        image.attachModule(),
                        btf != null),
                btf == null ? ByteBuffer.allocate(0) : content(btf.blob()),
                btf == null ? List.of() : btf.functions(),
                btf == null ? List.of() : btf.lines(),
                maps,
                request.cpus());
    }

    private static MapSpec withoutContent(MapSpec spec) {
        return spec.initialValue() == null
                ? spec
                : spec.change().section(spec.section(), null, spec.frozen()).build();
    }

    private static ByteBuffer content(Bytes bytes) {
        return ByteBuffer.wrap(bytes.toArray());
    }

    /** The types' bytes are left out: instructions tell programs apart well enough. */
    @Override
    public int hashCode() {
        return Objects.hash(instructions, attributes, maps.size());
    }
}
