// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.instance.Preparation.Variant;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramBtf.FuncInfo;
import dev.probeproof.loader.kernel.ProgramBtf.LineInfo;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.instance.TestPrograms.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

class NumberedPreprocessorTest {
    private static final Instructions BODY_WITH_MAPS = Instructions.of(
            Insn.loadImm64(1, 0).withSrc(Opcode.PSEUDO_MAP_FD),
            Insn.highHalf(0),
            Insn.loadImm64(2, 0).withSrc(Opcode.PSEUDO_MAP_VALUE),
            Insn.highHalf(0),
            Insn.loadImm64(3, 0).withSrc(Opcode.PSEUDO_MAP_FD),
            Insn.highHalf(0),
            Insn.mov64(0, 0),
            Insn.exit());
    private static final List<MapReference> REFERENCES = List.of(
            new MapReference(0, "events", false, 0),
            new MapReference(2, ".bss", true, 24),
            new MapReference(4, "events", false, 0));

    private final Map<String, MapHandle> maps =
            Map.of("events", mock(MapHandle.class), ".bss", mock(MapHandle.class), "cache", mock(MapHandle.class));

    private static Instruction mapByIndex(int register, int index) {
        return Insn.loadImm64(register, index).withSrc(Opcode.PSEUDO_MAP_IDX);
    }

    private static ProgramInstance instance(RelocatedProgram program, InstanceCallback callback) {
        return new NumberedPreprocessor(1, callback)
                .prepare(program, List.of(), TestPrograms.kernel())
                .get(0);
    }

    private static ProgramBtf records() {
        return new ProgramBtf(
                Bytes.wrap(new byte[0], "none"),
                List.of(new FuncInfo(0, 7), new FuncInfo(1, 8)),
                List.of(new LineInfo(0, 1, 2, 3 << 10), new LineInfo(1, 1, 2, 4 << 10)));
    }

    @Test
    void showsMapsToTheCallbackAsIndexes() {
        RelocatedProgram program = TestPrograms.program(BODY_WITH_MAPS, REFERENCES, null);

        instance(program, (p, index, body) -> {
            assertThat(body.get(0)).isEqualTo(mapByIndex(1, 0));
            assertThat(body.get(2)).isEqualTo(Insn.loadImm64(2, 1).withSrc(Opcode.PSEUDO_MAP_IDX_VALUE));
            assertThat(body.get(3)).isEqualTo(Insn.highHalf(24L << 32));
            assertThat(body.get(4)).isEqualTo(mapByIndex(3, 0));
            return Variant.of(body);
        });
    }

    @Test
    void movesMapReferencesBehindAPrologueThatNamesMapsItself() {
        RelocatedProgram program = TestPrograms.program(BODY_WITH_MAPS, REFERENCES, null);

        ProgramImage image = instance(
                        program,
                        (p, index, body) -> Variant.of(Instructions.of(
                                                mapByIndex(6, 2), Insn.highHalf(0), mapByIndex(7, 1), Insn.highHalf(0))
                                        .append(body))
                                .withMoreMaps(List.of("cache")))
                .image(maps);

        assertThat(image.maps()).containsExactly(maps.get("cache"), maps.get(".bss"), maps.get("events"));
        assertThat(image.instructions().get(0)).isEqualTo(mapByIndex(6, 0));
        assertThat(image.instructions().get(2)).isEqualTo(mapByIndex(7, 1));
        assertThat(image.instructions().get(4)).isEqualTo(mapByIndex(1, 2));
        assertThat(image.instructions().get(6)).isEqualTo(Insn.loadImm64(2, 1).withSrc(Opcode.PSEUDO_MAP_IDX_VALUE));
        assertThat(image.instructions().get(7)).isEqualTo(Insn.highHalf(24L << 32));
        assertThat(image.instructions().get(8)).isEqualTo(mapByIndex(3, 2));
    }

    @Test
    void refusesIndexesWithoutMap() {
        RelocatedProgram program = TestPrograms.program(BODY);

        ProgramInstance instance = instance(
                program,
                (p, index, body) -> Variant.of(
                        Instructions.of(mapByIndex(6, 0), Insn.highHalf(0)).append(body)));

        assertThatThrownBy(() -> instance.image(maps))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slot 0 names map 0; there are 0 maps");
    }

    @Test
    void shiftsRecordsWhenItSeesTheBodyBehindAPrologue() {
        RelocatedProgram program = TestPrograms.program(BODY, List.of(), recordsOfRealTypes());

        ProgramImage image = instance(
                        program,
                        (p, index, body) -> Variant.of(Instructions.of(Insn.mov64(1, 1), Insn.mov64(1, 2))
                                .append(body)))
                .image(maps);

        assertThat(image.btf().functions()).containsExactly(new FuncInfo(0, 7), new FuncInfo(3, 8));
        assertThat(image.btf().lines())
                .containsExactly(
                        new LineInfo(0, 1, 2, 3 << 10), new LineInfo(2, 1, 2, 3 << 10), new LineInfo(3, 1, 2, 4 << 10));
    }

    @Test
    void shiftsRecordsWhenItIsToldTheLengthOfThePrologue() {
        RelocatedProgram program = TestPrograms.program(BODY, List.of(), recordsOfRealTypes());
        Instructions changed = Instructions.of(Insn.mov64(1, 1), Insn.mov64(0, 1), Insn.exit());

        ProgramImage image = instance(
                        program, (p, index, body) -> Variant.of(changed).withPrologueSlots(1))
                .image(maps);

        assertThat(image.instructions()).isEqualTo(changed);
        assertThat(image.btf().functions()).containsExactly(new FuncInfo(0, 7), new FuncInfo(2, 8));
    }

    @Test
    void refusesAPrologueLengthThatCannotBe() {
        RelocatedProgram program = TestPrograms.program(BODY);

        assertThatThrownBy(() ->
                        instance(program, (p, index, body) -> Variant.of(body).withPrologueSlots(1)))
                .isInstanceOf(InstanceException.class)
                .hasMessageContaining("a prologue of 1 does not make 2");
    }

    @Test
    void dropsRecordsOfABodyThatIsNotThereAnyMore() {
        RelocatedProgram program = TestPrograms.program(BODY, List.of(), records());

        ProgramImage image = instance(
                        program,
                        (p, index, body) ->
                                Variant.of(Instructions.of(Insn.mov64(0, 1), Insn.mov64(0, 2), Insn.exit())))
                .image(maps);

        assertThat(image.btf()).isNull();
    }

    @Test
    void keepsRecordsOfAnUntouchedBody() {
        ProgramBtf records = records();
        RelocatedProgram program = TestPrograms.program(BODY, List.of(), records);

        assertThat(instance(program, (p, index, body) -> Variant.of(body))
                        .image(maps)
                        .btf())
                .isSameAs(records);
    }

    private static ProgramBtf recordsOfRealTypes() {
        dev.probeproof.loader.btf.Btf types = dev.probeproof.loader.btf.BtfEditor.empty(
                        java.nio.ByteOrder.LITTLE_ENDIAN)
                .toBtf();
        return new ProgramBtf(types.raw(), records().functions(), records().lines());
    }
}
