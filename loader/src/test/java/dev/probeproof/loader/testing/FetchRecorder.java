// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.ArgumentStruct;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.List;

/** A program, of a kprobe unless said otherwise, that copies what a prologue hands over into a map: the mask, then the struct or the registers. */
public final class FetchRecorder {
    /** Bytes of the map's one value. */
    public static final int BYTES = 520;

    public static final MapSpec MAP = MapSpec.of("handed_over", MapType.ARRAY, 4, BYTES, 1);

    private static final int RECORD = 0;
    private static final int SCRATCH = 4;

    private FetchRecorder() {}

    public static RelocatedProgram program(PrologueLayout layout, List<FetchArgument> arguments) {
        return program(layout, arguments, ProgramType.KPROBE, 0);
    }

    /** @param expectedAttachType the kernel's number */
    public static RelocatedProgram program(
            PrologueLayout layout, List<FetchArgument> arguments, ProgramType type, int expectedAttachType) {
        List<Instruction> body = new ArrayList<>();
        body.add(Insn.loadImm64(RECORD, 0).withSrc(Opcode.PSEUDO_MAP_VALUE));
        body.add(Insn.highHalf(0));
        body.add(Insn.store(8, RECORD, 0, 2));
        if (layout == PrologueLayout.STRUCT) {
            int bytes = ArgumentStruct.of(arguments.stream()
                            .map(argument -> argument.fetch().leaf())
                            .toList())
                    .sizeBytes();
            for (int offset = 0; offset < bytes; offset += 8) {
                body.add(Insn.load(8, SCRATCH, 3, offset));
                body.add(Insn.store(8, RECORD, 8 + offset, SCRATCH));
            }
        } else {
            for (int i = 0; i < arguments.size(); i++) {
                body.add(Insn.store(8, RECORD, 8 + 8 * i, 3 + i));
            }
        }
        body.add(Insn.mov64(0, 0));
        body.add(Insn.exit());
        return new RelocatedProgram(
                "recorder",
                type == ProgramType.KPROBE ? "kprobe" : "section",
                type,
                expectedAttachType,
                0,
                "GPL",
                0,
                Instructions.of(body),
                List.of(new MapReference(0, MAP.name(), true, 0)),
                null,
                List.of(),
                List.of(),
                AttachTarget.NONE,
                List.of());
    }
}
