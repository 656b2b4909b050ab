// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.TableOfClasses;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramTypesTest {
    @Test
    void listsEveryModelOfItsPackage() {
        assertThat(ProgramTypes.all().stream()
                        .map(model -> model.getClass().getSimpleName())
                        .sorted())
                .isEqualTo(TableOfClasses.implementing(ProgramTypeModel.class));
    }

    @Test
    void givesTracingProgramsTheirHelpers() {
        ProgramTypeModel kprobe = ProgramTypes.find(ProgramType.KPROBE).orElseThrow();

        assertThat(kprobe.helpers())
                .contains(HelperId.PROBE_READ_KERNEL, HelperId.GET_STACKID, HelperId.OVERRIDE_RETURN)
                .doesNotContain(HelperId.SKB_STORE_BYTES, HelperId.KTIME_GET_COARSE_NS, HelperId.SYS_BPF);
    }
}
