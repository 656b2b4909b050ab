// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.testing.ArchitectureRules;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.of("dev.probeproof.emulator");

    @Test
    void packagesImportOnlyThoseBeforeThem() {
        RULES.importOnlyWhatIsListedBefore(
                "profile",
                "memory",
                "object",
                "packet",
                "world",
                "map",
                "helper",
                "program",
                "event",
                "proof",
                "verifier.number",
                "verifier.range",
                "verifier.state",
                "verifier.log",
                "verifier.flow",
                "verifier.explain",
                "verifier",
                "engine",
                "engine.interpreter",
                "engine.compiler",
                "machine");
    }

    @Test
    void theLoaderTheClassWriterAndTheBindingOfUnicornAreTheOnlyDependencies() {
        RULES.dependOnlyOn("dev.probeproof.loader", "org.objectweb.asm", "com.sun.jna");
    }

    @Test
    void nativeCodeIsForMachineCodeOnly() {
        RULES.onlyIn("dev.probeproof.emulator.machine", "com.sun.jna");
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
        RULES.noVagueNames("SkbPullData", "DynptrData");
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
