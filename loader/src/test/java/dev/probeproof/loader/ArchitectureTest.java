// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.testing.ArchitectureRules;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.of("dev.probeproof.loader");

    @Test
    void packagesImportOnlyThoseBeforeThem() {
        RULES.importOnlyWhatIsListedBefore(
                "error",
                "bytes",
                "uapi",
                "arch",
                "fetch",
                "definition",
                "definition.perf",
                "definition.tracefs",
                "insn",
                "elf",
                "btf",
                "dwarf",
                "event",
                "kernel",
                "object",
                "core",
                "extern",
                "relocate",
                "probe",
                "footprint",
                "instance");
    }

    @Test
    void thereIsNoRuntimeDependency() {
        RULES.dependOnlyOn();
    }

    @Test
    void nobodyUsesStandardStreams() {
        RULES.nobodyUsesStandardStreams();
    }

    @Test
    void concreteClassesAreFinalUnlessExtended() {
        RULES.concreteClassesAreFinalUnlessExtended();
    }

    @Test
    void namesSaySomething() {
        RULES.noVagueNames();
    }

    @Test
    void thereIsNoStaticState() {
        RULES.noStaticState();
    }

    @Test
    void packagesAreDescribed() throws IOException {
        RULES.packagesAreDescribed();
    }
}
