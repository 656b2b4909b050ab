// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.ReachableCode;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link ReachableCode} against where the running kernel's verifier went, in its log and with poison where it must not go. */
@RequiresKernel
class NativeReachableCodeTest {
    private static final int PROGRAMS = Integer.getInteger("reachable.programs", 60);
    private static final int FIRST_SEED = Integer.getInteger("reachable.seed", 0);
    private static final Pattern VISITED = Pattern.compile("^(\\d+): \\([0-9a-f]{2}\\) ", Pattern.MULTILINE);
    private static final Instruction POISON = new Instruction(Opcode.CALL, 0, 0, 0, 0xbad2310);
    /** {@code BPF_F_RDONLY_PROG}. */
    private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

    @Test
    void noVerifierGoesWhereNothingIsReachable() {
        int accepted = 0;
        int poisoned = 0;
        try (KernelBackend kernel = new NativeKernelProvider().open()) {
            MapSpec spec = frozenMap();
            MapHandle map = kernel.createMap(spec);
            for (int seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
                Instructions program = Assembler.assemble(RandomPrograms.text(seed));
                ProgramBtf types = RandomPrograms.types(program, seed);
                ProgramLoadResult plain = load(kernel, program, types, map, VerifierLogLevel.INSTRUCTIONS);
                if (!(plain instanceof ProgramLoadResult.Accepted)) {
                    continue;
                }
                accepted++;
                BitSet reachable = ReachableCode.of(relocated(program, types, spec), List.of(spec))
                        .slots();

                BitSet beyond = visited(plain.log());
                beyond.andNot(reachable);
                assertThat(beyond)
                        .as("visited, but not reachable, with seed %d", seed)
                        .isEqualTo(new BitSet());

                Instructions dead = poisoned(program, reachable);
                assertThat(load(kernel, dead, types, map, VerifierLogLevel.ON_REJECTION))
                        .as("seed %d", seed)
                        .isInstanceOf(ProgramLoadResult.Accepted.class);
                poisoned += dead.equals(program) ? 0 : 1;
            }
        }
        assertThat(accepted).as("programs that were accepted").isGreaterThan(PROGRAMS / 2);
        assertThat(poisoned).as("programs with poison").isGreaterThan(PROGRAMS / 4);
    }

    private static ProgramLoadResult load(
            KernelBackend kernel, Instructions program, ProgramBtf types, MapHandle map, VerifierLogLevel log) {
        ProgramLoadResult result = kernel.load(
                new ProgramImage(
                        "random", ProgramType.KPROBE, 0, "GPL", program, List.of(map), 0, types, 0, 0, List.of(), ""),
                log);
        if (result instanceof ProgramLoadResult.Accepted accepted) {
            accepted.program().close();
        }
        return result;
    }

    private static BitSet visited(String log) {
        BitSet visited = new BitSet();
        Matcher line = VISITED.matcher(log);
        while (line.find()) {
            visited.set(Integer.parseInt(line.group(1)));
        }
        return visited;
    }

    /** The same program, with poison in place of all that is not reachable and takes one slot without changing the way. */
    private static Instructions poisoned(Instructions program, BitSet reachable) {
        List<Instruction> slots = new ArrayList<>(program.asList());
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            if (!reachable.get(slot) && operation instanceof Operation.Arithmetic) {
                slots.set(slot, POISON);
            }
            slot += operation.slots();
        }
        return Instructions.of(slots);
    }

    private static RelocatedProgram relocated(Instructions program, ProgramBtf types, MapSpec map) {
        List<MapReference> references = new ArrayList<>();
        for (int slot = 0; slot < program.size(); ) {
            Operation operation = Operation.at(program, slot);
            if (operation instanceof Operation.Wide wide && wide.pseudo() == Opcode.PSEUDO_MAP_IDX_VALUE) {
                references.add(new MapReference(slot, map.name(), true, wide.high()));
            }
            slot += operation.slots();
        }
        return new RelocatedProgram(
                "random",
                "kprobe",
                ProgramType.KPROBE,
                0,
                0,
                "GPL",
                0,
                program,
                references,
                types,
                List.of(),
                List.of(),
                AttachTarget.NONE,
                List.of());
    }

    private static MapSpec frozenMap() {
        byte[] value = new byte[RandomPrograms.MAP_BYTES];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i % 5 == 0 ? i : i % 8 == 1 ? 0x80 : 0);
        }
        return MapSpec.of("frozen", MapType.ARRAY, 4, value.length, 1)
                .change()
                .flags(READ_ONLY_FOR_PROGRAMS)
                .section(".rodata", Bytes.wrap(value, "test").withOrder(ByteOrder.nativeOrder()), true)
                .build();
    }
}
