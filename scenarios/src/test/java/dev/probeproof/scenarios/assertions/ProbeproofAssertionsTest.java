// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.run.ProbedKernel;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.any;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.atLeast;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.between;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.entry;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.struct;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProbeproofAssertionsTest {
    private ProbedKernel kernel;

    @BeforeEach
    void twoReads() {
        ScenarioFile file = ScenarioReader.read("""
                scenario: reads
                object: ../examples/latency.bpf.o
                tasks:
                  cat: {pid: 42, comm: cat}
                """, Path.of("reads.yaml"));
        kernel = new ScenarioRunner().open(file.scenarios().get(0), file.path(), Kernels.byName("6.1-amd64"));
        kernel.call("vfs_read").takes("3us").returns(512).fire();
        kernel.call("vfs_read").takes("2ms").returns("-EIO").fire();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void whatHoldsCanBeSaidInOneChain() {
        assertThat(kernel)
                .run("read_begins")
                .ranTimes(2)
                .returned(0)
                .and()
                .run("read_ends")
                .fetched("retval")
                .isEqualTo(any())
                .and()
                .map("histogram")
                .containsEntry(2, 1)
                .containsKey(11)
                .doesNotContainKey(3)
                .hasSize(atLeast(2))
                .containsOnly(entry(2, 1), entry(11, 1))
                .and()
                .events("slow")
                .containsExactly(struct("pid", 42, "comm", "cat", "result", "-EIO", "took_ns", between("2ms", "3ms")))
                .ofType("struct event")
                .contains(struct("comm", "cat"))
                .and()
                .didNotRun("process_exits")
                .hasVariable("slow_ns", 1000000)
                .hasNothingElse();
    }

    @Test
    void aNearMissIsShown() {
        assertThatThrownBy(() -> assertThat(kernel).map("histogram").containsEntry(2, 7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("on 6.1-amd64: map 'histogram'")
                .hasMessageContaining("expected: an entry {key: 2, value: 7}")
                .hasMessageContaining("nearest:  {key: 2, value: 1}")
                .hasMessageContaining("value expected 7 but was 1");
        assertThatThrownBy(() -> assertThat(kernel).events("slow").containsExactly(struct("pid", 43)))
                .hasMessageContaining("pid: expected 43 but was 42");
        assertThatThrownBy(() ->
                        assertThat(kernel).run("read_ends").fetched("retval").isEqualTo(512))
                .hasMessageContaining("argument 'retval'")
                .hasMessageContaining("-5");
    }

    @Test
    void namesThatDoNotExistAreNotTakenForEmpty() {
        assertThatThrownBy(() -> assertThat(kernel).events("slwo").isEmpty())
                .hasMessageContaining("there is none; there are slow")
                .hasMessageContaining("nearest:  slow");
        assertThatThrownBy(() -> assertThat(kernel).map("histogramm").isEmpty())
                .hasMessageContaining("nearest: histogram");
        assertThatThrownBy(() -> assertThat(kernel).run("read_end")).hasMessageContaining("nearest:  read_ends");
        assertThatThrownBy(() -> assertThat(kernel).hasVariable("exit", 1)).hasMessageContaining("exits");
    }

    @Test
    void textIsTextWhateverItMeansInAFile() {
        assertThatThrownBy(() -> assertThat(kernel).events("slow").containsExactly(struct("comm", "any")))
                .hasMessageContaining("comm: expected \"any\" but was \"cat\"");
    }

    @Test
    void whatNobodyAssertedIsSomethingElse() {
        assertThatThrownBy(() -> assertThat(kernel)
                        .run("read_begins")
                        .and()
                        .run("read_ends")
                        .and()
                        .events("slow")
                        .contains(any())
                        .hasNothingElse())
                .hasMessageContaining("map 'histogram'")
                .hasMessageContaining("expected: nothing else");
    }

    @Test
    void oneStepAndOneRunCanBeLookedAtAlone() {
        StepRecord step = kernel.call("vfs_read").takes("5us").returns(7).fire();

        assertThat(step)
                .run("read_ends")
                .fetched("retval", 7)
                .and()
                .events("slow")
                .isEmpty();
        assertThat(step.runs().get(0)).returned(0);
        assertThat(kernel.map("histogram")).containsEntry(3, 1);
        assertThatThrownBy(() -> assertThat(step).run("process_exits"))
                .hasMessageContaining("it did not run; these did: read_begins, read_ends");
        assertThatThrownBy(() -> assertThat(step).map("histogram").isEmpty())
                .hasMessageContaining("ask the ProbedKernel");
    }

    @Test
    void resultsOfScenariosAreToldApart() {
        ScenarioFile file = ScenarioReader.read("""
                scenario: wrong
                object: ../examples/latency.bpf.o
                steps: [{call: vfs_read, takes: 3us, expect: {runs: {read_begins: 3}}}]
                """, Path.of("wrong.yaml"));
        ScenarioResult result =
                new ScenarioRunner().run(file.scenarios().get(0), file.path(), Kernels.byName("6.1-amd64"));

        assertThat(result).failedWith("expected: to return 3").map("histogram").containsOnly(entry(2, 1));
        assertThatThrownBy(() -> assertThat(result).passed())
                .hasMessageContaining("scenario 'wrong' on 6.1-amd64 failed")
                .hasMessageContaining("wrong.yaml:3:");
    }
}
