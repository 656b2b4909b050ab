// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Arch;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that run machine code are skipped where there is no Unicorn, and say so; where it must be there, they fail. */
final class RequiresUnicorn {
    /** The environment variable that makes a missing Unicorn a failure. */
    private static final String REQUIRED = "PROBEPROOF_REQUIRE_UNICORN";

    private RequiresUnicorn() {}

    static void check(Arch arch) {
        Optional<String> reason = MachineCode.availability(arch);
        if (System.getenv(REQUIRED) != null) {
            assertThat(reason).as(REQUIRED + " is set").isEmpty();
        }
        assumeTrue(reason.isEmpty(), reason.orElse(""));
    }
}
