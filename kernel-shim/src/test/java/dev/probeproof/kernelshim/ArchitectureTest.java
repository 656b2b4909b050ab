// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.loader.testing.ArchitectureRules;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final ArchitectureRules RULES = ArchitectureRules.of("dev.probeproof.kernelshim");

    @Test
    void packagesImportOnlyThoseBeforeThem() {
        RULES.importOnlyWhatIsListedBefore("sys", "target", "attach", "stream");
    }

    @Test
    void itNeedsTheLoaderAndJnaOnly() {
        RULES.dependOnlyOn("dev.probeproof.loader", "com.sun.jna");
    }

    @Test
    void onlyOneClassKnowsJna() {
        RULES.onlyIn("dev.probeproof.kernelshim.sys.JnaSyscalls", "com.sun.jna");
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
