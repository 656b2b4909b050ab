// SPDX-License-Identifier: MIT
package org.example.tracing;

import dev.probeproof.scenarios.jupiter.ProbeproofTest;
import dev.probeproof.scenarios.jupiter.ScenarioTest;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.Map;

import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.assertThat;
import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.struct;

class OpensTest {
    /** All scenario files beside this class, each on all kernels. */
    @ScenarioTest("/org/example/tracing")
    void scenarios() {}

    /** The same in Java, for what a file cannot say: many cases, computed values. */
    @ProbeproofTest(value = "opens.bpf.o", kernels = {"5.10-amd64", "6.12-*"}, given = "tasks: {editor: {pid: 42}}")
    void longNamesAreCut(ProbedKernel kernel) {
        String name = "n".repeat(100);

        kernel.call("vfs_open")
                .arg("path", Map.of("dentry->d_name.name", name))
                .arg("file", Map.of("f_flags", "O_RDONLY"))
                .fire();

        assertThat(kernel)
                .run("on_open").fetched("name").isEqualTo(name.substring(0, 63))
                .and().events("opens").containsExactly(struct("pid", 42, "name", name.substring(0, 63)));
    }
}
