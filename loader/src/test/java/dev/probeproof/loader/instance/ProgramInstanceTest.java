// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
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

import static dev.probeproof.loader.instance.TestPrograms.U64;
import static dev.probeproof.loader.instance.TestPrograms.argument;
import static dev.probeproof.loader.instance.TestPrograms.kernelAt;
import static dev.probeproof.loader.instance.TestPrograms.point;
import static dev.probeproof.loader.instance.TestPrograms.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

class ProgramInstanceTest {
    /** A body of a wide load and a call, and the function that it calls. */
    private static final Instructions BODY = Instructions.of(
            Insn.loadImm64(1, 0), Insn.highHalf(0), Insn.callFunction(1), Insn.exit(), Insn.mov64(0, 0), Insn.exit());

    private static final List<MapReference> REFERENCES = List.of(new MapReference(0, "events", false, 0));

    private final MapHandle events = mock(MapHandle.class);
    private final Map<String, MapHandle> maps = Map.of("events", events, "other", mock(MapHandle.class));
    private final TestTypes types = new TestTypes();

    private ProgramInstance prepare(RelocatedProgram program) {
        return new ProloguePreprocessor()
                .prepare(
                        program,
                        List.of(point("vfs_read", argument("pos", register("di"), U64, kernelAt(8)))),
                        TestPrograms.kernel())
                .get(0);
    }

    private ProgramBtf records(int... parameters) {
        return types.function(0, "trace_open", parameters)
                .function(4, "count", types.u64)
                .line(0, 10)
                .line(2, 11)
                .line(4, 20)
                .records();
    }

    private ProgramBtf structRecords() {
        int args = types.struct("args", "pos", types.u64, 8);
        return records(types.context, types.u64, types.pointerToConst(args));
    }

    @Test
    void turnsMapNamesIntoIndexesBehindThePrologue() {
        ProgramInstance instance = prepare(TestPrograms.program(BODY, REFERENCES, null));

        ProgramImage image = instance.image(maps);

        assertThat(image.maps()).containsExactly(events);
        assertThat(image.instructions().get(instance.prologue().size()))
                .isEqualTo(Insn.loadImm64(1, 0).withSrc(Opcode.PSEUDO_MAP_IDX));
        assertThat(image.instructions().slice(0, instance.prologue().size())).isEqualTo(instance.prologue());
    }

    @Test
    void saysWhichMapIsMissing() {
        ProgramInstance instance = prepare(TestPrograms.program(BODY, REFERENCES, null));

        assertThatThrownBy(() -> instance.image(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program 'trace_open' names map 'events', which is not among []");
    }

    @Test
    void leavesThePlainProgramAlone() {
        ProgramBtf records = records(types.context);

        ProgramImage image = ProgramInstance.plain(TestPrograms.program(BODY, REFERENCES, records))
                .image(maps);

        assertThat(image.btf()).isSameAs(records);
        assertThat(image.name()).isEqualTo("trace_open");
        assertThat(image.license()).isEqualTo("GPL");
    }

    @Test
    void movesRecordsBehindPerfsPrologueWhichBelongsToTheSameFunction() {
        ProgramBtf original = records(types.context, types.u32, types.u64);
        ProgramInstance instance = prepare(TestPrograms.program(BODY, REFERENCES, original));
        int shift = instance.prologue().size();

        ProgramBtf moved = instance.image(maps).btf();

        assertThat(instance.layout()).isEqualTo(PrologueLayout.PERF);
        assertThat(moved.functions())
                .containsExactly(
                        original.functions().get(0),
                        new FuncInfo(4 + shift, original.functions().get(1).typeId()));
        assertThat(moved.lines()).extracting(LineInfo::slot).containsExactly(0, shift, 2 + shift, 4 + shift);
        assertThat(moved.lines()).extracting(LineInfo::line).containsExactly(10, 10, 11, 20);
    }

    @Test
    void makesThePrologueTheMainFunctionThatCallsTheBody() {
        ProgramBtf original = structRecords();
        ProgramInstance instance = prepare(TestPrograms.program(BODY, REFERENCES, original));
        int shift = instance.prologue().size();

        ProgramBtf moved = instance.image(maps).btf();

        Btf btf = BtfReader.read(moved.blob());
        int bodyId = original.functions().get(0).typeId();
        int mainId = moved.functions().get(0).typeId();
        assertThat(moved.functions())
                .containsExactly(
                        new FuncInfo(0, mainId),
                        new FuncInfo(shift, bodyId),
                        new FuncInfo(4 + shift, original.functions().get(1).typeId()));
        BtfType.Func main = (BtfType.Func) btf.type(mainId);
        assertThat(main.name()).isEqualTo("trace_open__prologue");
        assertThat(((BtfType.FuncProto) btf.type(main.proto())).params()).hasSize(1);
        assertThat(((BtfType.Func) btf.type(bodyId)).linkage()).isEqualTo(BtfType.Func.STATIC);
        assertThat(((BtfType.Func) BtfReader.read(original.blob()).type(bodyId)).linkage())
                .as("the original")
                .isEqualTo(BtfType.Func.GLOBAL);
    }

    @Test
    void namesEveryFetchInTheLineRecords() {
        ProgramInstance instance = prepare(TestPrograms.program(BODY, REFERENCES, structRecords()));

        ProgramBtf moved = instance.image(maps).btf();

        Btf btf = BtfReader.read(moved.blob());
        assertThat(moved.lines())
                .extracting(line -> btf.string(line.lineText()))
                .containsExactly(
                        "vfs_read(…)", "pos = pos-expression", "call of the program", "line 10", "line 11", "line 20");
        assertThat(moved.lines()).isSortedAccordingTo(java.util.Comparator.comparingInt(LineInfo::slot));
        assertThat(moved.lines()).allMatch(line -> btf.string(line.fileName()).equals("open.bpf.c"));
    }

    @Test
    void hasNoLineRecordsWhereTheProgramHasNone() {
        int args = types.struct("args", "pos", types.u64, 8);
        ProgramBtf records = types.function(0, "f", types.context, types.u64, types.pointerToConst(args))
                .function(4, "count", types.u64)
                .records();

        assertThat(prepare(TestPrograms.program(BODY, REFERENCES, records))
                        .image(maps)
                        .btf()
                        .lines())
                .isEmpty();
    }

    @Test
    void refusesAFunctionRecordThatNamesNoFunction() {
        ProgramBtf records = new ProgramBtf(types.editor.toBtf().raw(), List.of(new FuncInfo(0, types.u64)), List.of());
        RelocatedProgram program = TestPrograms.program(BODY, REFERENCES, records);
        ProgramInstance instance =
                new ProgramInstance(program, 0, Instructions.of(Insn.mov64(1, 1)), PrologueLayout.STRUCT, List.of());

        assertThatThrownBy(() -> instance.image(maps))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("is no function");
    }

    @Test
    void isCalledByProgramNumberAndPoints() {
        RelocatedProgram program = TestPrograms.program(BODY);

        assertThat(ProgramInstance.plain(program).label()).isEqualTo("'trace_open' instance 0");
        assertThat(new ProgramInstance(
                                program,
                                2,
                                Instructions.of(),
                                PrologueLayout.NONE,
                                List.of(point("a"), point("b"), point("c"), point("d")))
                        .label())
                .isEqualTo("'trace_open' instance 2 (kprobe:a, kprobe:b and 2 more)");
    }
}
