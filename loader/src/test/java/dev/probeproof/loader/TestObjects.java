// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.CodeReference;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.InitialSlot;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.List;

/** Objects as a compiler would leave them, without types. */
final class TestObjects {
    private TestObjects() {}

    /** A program that loads the address of a map and returns 0. */
    static ProgramSpec program(String name, String section, String target, String map) {
        Instructions code = Instructions.of(Insn.loadImm64(1, 0), Insn.highHalf(0), Insn.mov64(0, 0), Insn.exit());
        FunctionSpec function = new FunctionSpec(
                name, section, 0, code, List.of(new CodeReference.ToMap(0, map)), 0, List.of(), List.of());
        boolean optional = section.startsWith("?");
        return new ProgramSpec(name, section, ProgramType.KPROBE, 0, 0, !optional, target, function, List.of());
    }

    static ProgramSpec kprobe(String name, String function) {
        return program(name, "kprobe/" + function, function, "events");
    }

    static BpfObject object(ProgramSpec... programs) {
        return object(List.of(), programs);
    }

    /** An object with the maps {@code events} and {@code counts}. */
    static BpfObject object(List<InitialSlot> slots, ProgramSpec... programs) {
        return new BpfObject(
                "test.bpf.o",
                "test",
                ByteOrder.LITTLE_ENDIAN,
                "GPL",
                0,
                List.of(programs),
                List.of(),
                List.of(MapSpec.of("events", MapType.RINGBUF, 0, 0, 4096), MapSpec.of("counts", MapType.HASH, 4, 8, 3)),
                List.of(),
                List.of(),
                slots,
                List.of(),
                null,
                List.of(),
                List.of(),
                null);
    }
}
