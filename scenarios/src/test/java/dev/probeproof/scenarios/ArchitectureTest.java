// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios;

import dev.probeproof.loader.testing.ArchitectureRules;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.of("dev.probeproof.scenarios");

    @Test
    void packagesImportOnlyThoseBeforeThem() {
        RULES.importOnlyWhatIsListedBefore(
                "input",
                "kernels",
                "json",
                "serve",
                "check",
                "parallel",
                "fit",
                "verify",
                "bench",
                "archive",
                "ctype",
                "data",
                "model",
                "format",
                "judge",
                "run",
                "starter",
                "trace",
                "debug",
                "dap",
                "report",
                "junit",
                "jupiter",
                "assertions",
                "cli");
    }

    /** The real kernel is found at run time, by {@link java.util.ServiceLoader}, or not at all. */
    @Test
    void doesNotKnowTheRealKernel() {
        RULES.dependOnlyOn(
                "dev.probeproof.loader",
                "dev.probeproof.emulator",
                "picocli",
                "tools.jackson.core",
                "org.snakeyaml.engine",
                "org.junit.platform.engine",
                "org.junit.platform.commons",
                "org.junit.jupiter.api",
                "org.assertj.core",
                "org.opentest4j",
                "org.tukaani.xz",
                "org.eclipse.lsp4j",
                "org.objectweb.asm");
    }

    @Test
    void onlyClassFilesForAnArchiveAreRewritten() {
        RULES.onlyIn("dev.probeproof.scenarios.archive", "org.objectweb.asm");
    }

    @Test
    void onlyTheCommandLineParsesArguments() {
        RULES.onlyIn("dev.probeproof.scenarios.cli", "picocli");
    }

    @Test
    void onlyScenarioFilesAreYaml() {
        RULES.onlyIn("dev.probeproof.scenarios.format", "org.snakeyaml.engine");
    }

    @Test
    void onlyTheTestEngineKnowsJunitAndTestsOfJupiterJupiter() {
        RULES.onlyIn("dev.probeproof.scenarios.junit", "org.junit.platform.engine");
        RULES.onlyIn("dev.probeproof.scenarios.jupiter", "org.junit.jupiter");
        RULES.onlyIn("dev.probeproof.scenarios.jupiter", "org.junit.platform.commons");
    }

    /** AssertJ stays where tests ask for it, and JUnit's engine works without it. */
    @Test
    void onlyAssertionsKnowAssertj() {
        RULES.onlyIn("dev.probeproof.scenarios.assertions", "org.assertj");
    }

    @Test
    void onlyTheDebugAdapterKnowsItsProtocol() {
        RULES.onlyIn("dev.probeproof.scenarios.dap", "org.eclipse.lsp4j");
    }

    @Test
    void onlyFilesAreUnpacked() {
        RULES.onlyIn("dev.probeproof.scenarios.input", "org.tukaani.xz");
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
