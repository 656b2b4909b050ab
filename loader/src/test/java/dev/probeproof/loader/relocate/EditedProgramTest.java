// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.insn.Code;
import dev.probeproof.loader.insn.CodeElement;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Label;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.insn.Statement;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.TestObjects;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept beside the instructions of a relocated program follows when those are edited. */
class EditedProgramTest {
    static Stream<RelocatedProgram> programs() {
        TargetKernel kernel = new TargetKernel(
                "any",
                "6.1",
                Archs.X86_64,
                BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                KernelSymbols.NONE);
        return TestObjects.of("linked").stream()
                .flatMap(name -> Relocator.relocate(TestObjects.read(name), kernel).programs().stream());
    }

    private static RelocatedProgram program() {
        return programs()
                .filter(program -> program.maps().size() > 3)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void followsWhatWasInserted(RelocatedProgram program) {
        Code code = Code.of(program.instructions());
        for (Statement start : code.blockStarts()) {
            code.insertBefore(start, Statement.of(Insn.mov64(0, 7)));
        }
        for (CodeElement element : code.elements()) {
            if (element instanceof Label label && label.isFunction()) {
                code.insertAfter(label, Statement.of(Insn.mov64(0, 8)));
            }
        }

        RelocatedProgram edited = program.edited(code.assemble());

        Instructions now = edited.instructions();
        assertThat(edited.maps()).hasSameSizeAs(program.maps()).allSatisfy(map -> {
            Operation operation = Operation.at(now, map.slot());
            assertThat(operation)
                    .isInstanceOfSatisfying(
                            Operation.Wide.class,
                            wide -> assertThat(wide.pseudo())
                                    .isEqualTo(map.value() ? Opcode.PSEUDO_MAP_VALUE : Opcode.PSEUDO_MAP_FD));
        });
        assertThat(edited.maps())
                .extracting(MapReference::map)
                .isEqualTo(program.maps().stream().map(MapReference::map).toList());
        ProgramBtf before = program.btf();
        ProgramBtf after = edited.btf();
        assertThat(after).isNotNull();
        assertThat(after.functions())
                .hasSameSizeAs(before.functions())
                .allSatisfy(function -> assertThat(now.get(function.slot())).isEqualTo(Insn.mov64(0, 8)));
        assertThat(after.lines()).hasSameSizeAs(before.lines());
        assertThat(after.lines()).extracting(ProgramBtf.LineInfo::slot).isSorted();
    }

    @Test
    void dropsWhatWasRemoved() {
        RelocatedProgram program = program();
        MapReference gone = program.maps().get(1);
        Code code = Code.of(program.instructions());
        Statement load = code.statements().stream()
                .filter(statement -> statement.operation() instanceof Operation.Wide)
                .skip(1)
                .findFirst()
                .orElseThrow();

        code.replace(load, Statement.of(Insn.mov64(1, 0)));
        RelocatedProgram edited = program.edited(code.assemble());

        assertThat(edited.maps()).hasSize(program.maps().size() - 1).doesNotContain(gone);
        assertThat(edited.maps().get(1).slot()).isEqualTo(program.maps().get(2).slot() - 1);
        assertThat(edited.btf().lines()).hasSameSizeAs(program.btf().lines());
    }

    @Test
    void givesUpRecordsThatDoNotServeANewFunction() {
        RelocatedProgram program = program();
        Code code = Code.of(program.instructions());
        Label added = new Label("added");
        code.insertAfter(code.elements().get(0), Statement.to(added, Insn.callFunction(0)))
                .append(added, Statement.of(Insn.exit()));

        RelocatedProgram edited = program.edited(code.assemble());

        assertThat(edited.btf().functions()).isEmpty();
        assertThat(edited.btf().lines()).isEmpty();
        assertThat(edited.maps()).hasSameSizeAs(program.maps());
    }

    @Test
    void dropsTheRecordsOfAFunctionThatIsGone() {
        RelocatedProgram program = programs()
                .filter(each -> each.btf().functions().size() > 2)
                .findFirst()
                .orElseThrow();
        Code code = Code.of(program.instructions());
        code.statements().stream()
                .filter(statement ->
                        statement.target() != null && statement.target().isFunction())
                .forEach(call -> code.replace(call, Statement.of(Insn.mov64(0, 0))));
        code.removeUnreachable();

        RelocatedProgram edited = program.edited(code.assemble());

        assertThat(edited.btf().functions())
                .isEqualTo(List.of(program.btf().functions().get(0)));
        assertThat(edited.btf().lines())
                .isNotEmpty()
                .allMatch(line -> line.slot() < edited.instructions().size());
    }
}
