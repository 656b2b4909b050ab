// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.emulator.machine.MachineCode;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.instance.PrologueLayout;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.DebugTarget;
import dev.probeproof.loader.probe.DebugTargets;
import dev.probeproof.scenarios.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code queue.c}: a program with places inside functions, moved parameters and an inlined copy that is there twice. */
class DebugInfoCheckTest {
    private static final Path PROGRAM = Path.of("src/test/resources/debug/queue");
    private static BpfObject object;
    private static ElfFile elf;
    private static TargetKernel kernel;
    private static DebugTargets target;

    @BeforeAll
    static void read() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("../examples/openat.bpf.o"));
        object = ObjectReader.read(Bytes.wrap(bytes, "openat.bpf.o"), "openat.bpf.o");
        elf = ElfReader.read(Bytes.map(PROGRAM));
        kernel = Kernels.byName("6.12-amd64");
        target = DebugTargets.always(DebugTarget.ofProgram(kernel, PROGRAM, DebugInfo.open(elf)));
    }

    private static CheckReport check(boolean machineCode, String... definitions) {
        List<Preflight.ProgramProbe> probes = List.of(definitions).stream()
                .map(text -> new Preflight.ProgramProbe("", text))
                .toList();
        return new Preflight(new Preflight.Options(
                        probes,
                        Optional.of(PrologueLayout.REGISTERS),
                        Optional.empty(),
                        target,
                        machineCode ? Optional.of(elf) : Optional.empty()))
                .check(object, List.of(kernel), step -> {});
    }

    private static CheckReport run(String... definitions) {
        Optional<String> missing = MachineCode.availability(Archs.X86_64);
        assumeTrue(missing.isEmpty(), missing.orElse(""));
        return check(true, definitions);
    }

    @Test
    void localVariablesAndParametersInsideAFunctionAreProvedWhereDebugInformationPutsThem() {
        CheckReport report = check(false, "total:3(second->weight, first->next->flags, limit)", "total:8(sum, second)");

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows()).hasSize(2).allMatch(CheckReport.Row::isProved);
        assertThat(report.rows().get(0).given())
                .extracting(CheckReport.Given::argument)
                .containsExactly("weight", "flags", "limit");
        assertThat(report.rows().get(0).faults()).isGreaterThan(4);
    }

    @Test
    void eachInlinedCopyIsAPointWithItsOwnInstance() {
        CheckReport report = check(false, "weigh(item->flags)");

        assertThat(report.rows()).hasSize(2).allMatch(CheckReport.Row::isProved);
        assertThat(report.rows())
                .flatExtracting(CheckReport.Row::points)
                .containsExactly("weigh@0x40103b", "weigh@0x401057");
    }

    @Test
    void whatACopyDoesNotHaveMustBeReportedAsFailedThere() {
        CheckReport report = check(false, "weigh(item->flags, factor)");

        assertThat(report.problems()).isEmpty();
        assertThat(report.rows()).hasSize(2).allMatch(CheckReport.Row::isProved);
    }

    @Test
    void aClaimThatReadsAnotherRegisterIsDisproved() {
        CheckReport report = check(false, "total:8(sum == %r9:u64)");

        assertThat(report.rows()).hasSize(1).allMatch(CheckReport.Row::isDisproved);
    }

    @Test
    void aValueThatIsComputedFromWhatCallersPassIsNotJudgedAndNotProved() {
        CheckReport report = check(false, "total:8(scale)");

        assertThat(report.allProved()).isFalse();
        assertThat(report.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.notJudged())
                        .extracting(CheckReport.NotJudged::argument)
                        .containsExactly("scale"));
    }

    @Test
    void aVariableThatIsNotVisibleIsNotCheckedAndSaysWhy() {
        CheckReport report = check(false, "total:8(item)");

        assertThat(report.rows()).isEmpty();
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.reason()).contains("no variable 'item' is visible at total+0x58"));
    }

    @Test
    void machineCodeThatRunsAgreesWithWhereParametersAreSaidToBe() {
        CheckReport report = run("total(first->weight, limit, scale)", "total:3(first->weight, limit)");

        assertThat(report.trials()).hasSize(5).allSatisfy(trial -> {
            assertThat(trial.verdict()).isEqualTo(CheckReport.Verdict.AGREES);
            assertThat(trial.runs()).isEqualTo(2);
        });
        assertThat(report.allProved()).isTrue();
    }

    @Test
    void aLocalPointerFitsTheObjectThatTheCodeFound() {
        CheckReport report = run("total:8(second)");

        assertThat(report.trials()).singleElement().satisfies(trial -> {
            assertThat(trial.verdict()).isEqualTo(CheckReport.Verdict.FITS);
            assertThat(trial.words()).contains("'second' leads to first->next");
        });
    }

    @Test
    void aClaimThatReadsAnotherRegisterDisagreesWithTheCode() {
        CheckReport report = run("total:3(limit == %dx:u64)");

        assertThat(report.trials())
                .singleElement()
                .satisfies(trial -> assertThat(trial.verdict()).isEqualTo(CheckReport.Verdict.DISAGREES));
        assertThat(report.allProved()).isFalse();
    }

    @Test
    void aNumberThatNobodyPassedIsNotJudged() {
        CheckReport report = run("total:8(sum)");

        assertThat(report.trials()).singleElement().satisfies(trial -> {
            assertThat(trial.verdict()).isEqualTo(CheckReport.Verdict.NOT_JUDGED);
            assertThat(trial.words()).contains("'sum' is no parameter");
        });
        assertThat(report.allProved()).isFalse();
    }
}
