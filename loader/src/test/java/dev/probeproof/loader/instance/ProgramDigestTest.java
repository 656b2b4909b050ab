// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProgramDigestTest {
    private static final List<MapSpec> MAPS =
            List.of(MapSpec.of("first", MapType.HASH, 4, 8, 16), MapSpec.of("second", MapType.ARRAY, 4, 8, 1));

    @Test
    void isTheDigestOfTheLittleEndianBytes() throws Exception {
        byte[] bytes = HexFormat.of().parseHex("b700000000000000" + "9500000000000000");

        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));

        assertThat(digest(Insn.mov64(0, 0), Insn.exit())).isEqualTo(expected);
    }

    @Test
    void putsTheIndexOfAMapInPlaceOfItsDescriptor() {
        List<MapReference> references = List.of(new MapReference(0, "second", false, 0));

        String masked = digest(references, List.of(), wide(1, 77), half(99), Insn.exit());

        assertThat(masked).isEqualTo(digest(wide(1, 1), half(0), Insn.exit()));
    }

    @Test
    void keepsTheOffsetInAMapValue() {
        List<MapReference> references = List.of(new MapReference(0, "second", true, 24));

        String masked = digest(references, List.of(), wide(2, 77), half(0), Insn.exit());

        assertThat(masked).isEqualTo(digest(wide(2, 1), half(24), Insn.exit()));
    }

    @Test
    void masksWhatAKernelNumbersAnewAtEveryBoot() {
        Instruction kfunc = new Instruction(Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 3, 12345);
        Instruction maskedKfunc = new Instruction(Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 0, 0);

        String masked = digest(wide(3, 4711), half(8), kfunc, Insn.exit());

        assertThat(masked).isEqualTo(digest(wide(3, 0), half(0), maskedKfunc, Insn.exit()));
    }

    @Test
    void masksTheAddressOfASymbolAndNoOtherConstant() {
        ExternReference jiffies = new ExternReference(0, new Extern.Address("jiffies", false), "", 0, false);

        String masked =
                digest(List.of(), List.of(jiffies), wide(0, 0x1234), half(-1), wide(0, 0x1234), half(-1), Insn.exit());

        assertThat(masked).isEqualTo(digest(wide(0, 0), half(0), wide(0, 0x1234), half(-1), Insn.exit()));
    }

    @Test
    void keepsTheNumbersThatMarkPoisonAndWhatIsMissing() {
        Extern weak = new Extern.Function("bpf_new_thing", true, 5);
        ExternReference missing = new ExternReference(0, weak, "", 0, true);

        String first = digest(List.of(), List.of(missing), call(2002000000), call(195896080), Insn.exit());

        assertThat(first).isNotEqualTo(digest(call(2002000001), call(195896080), Insn.exit()));
        assertThat(first).isNotEqualTo(digest(call(2002000000), call(0), Insn.exit()));
        assertThat(first).isEqualTo(digest(call(2002000000), call(195896080), Insn.exit()));
    }

    @Test
    void doesNotTakeTheSecondSlotOfALoadForACall() {
        Instruction secondLikeACall = new Instruction(Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 0, 7);

        String first = digest(wide(0, 1), secondLikeACall, Insn.exit());

        assertThat(first).isNotEqualTo(digest(wide(0, 1), secondLikeACall.withImm(8), Insn.exit()));
    }

    @Test
    void coversThePrologueOfAnInstance() {
        RelocatedProgram program =
                program(List.of(new MapReference(0, "second", false, 0)), List.of(), wide(1, 0), half(0), Insn.exit());
        ProgramInstance instance = new ProgramInstance(
                program,
                0,
                Instructions.of(new Instruction(Opcode.LD_IMM64, 1, Opcode.PSEUDO_MAP_IDX, 0, 0), half(0)),
                List.of("second"),
                PrologueLayout.PERF,
                List.of(),
                InstanceAttributes.NONE,
                List.of());

        String masked = ProgramDigest.sha256(instance, MAPS);

        assertThat(masked).isEqualTo(digest(wide(1, 1), half(0), wide(1, 1), half(0), Insn.exit()));
    }

    @Test
    void saysWhichMapTheObjectLacks() {
        List<MapReference> references = List.of(new MapReference(0, "third", false, 0));

        assertThatThrownBy(() -> digest(references, List.of(), wide(1, 0), half(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slot 0 names map 'third', which is not among [first, second]");
    }

    private static Instruction wide(int source, int imm) {
        return new Instruction(Opcode.LD_IMM64, 1, source, 0, imm);
    }

    private static Instruction half(int imm) {
        return new Instruction(0, 0, 0, 0, imm);
    }

    private static Instruction call(int number) {
        return new Instruction(Opcode.CALL, 0, 0, 0, number);
    }

    /** The digest of instructions that are taken as they are. */
    private static String digest(Instruction... slots) {
        return digest(List.of(), List.of(), slots);
    }

    private static String digest(List<MapReference> maps, List<ExternReference> externs, Instruction... slots) {
        return ProgramDigest.sha256(program(maps, externs, slots), MAPS);
    }

    private static RelocatedProgram program(
            List<MapReference> maps, List<ExternReference> externs, Instruction... slots) {
        return new RelocatedProgram(
                "trace_open",
                "kprobe",
                ProgramType.KPROBE,
                0,
                0,
                "GPL",
                0,
                Instructions.of(slots),
                maps,
                null,
                List.of(),
                externs,
                AttachTarget.NONE,
                List.of());
    }
}
