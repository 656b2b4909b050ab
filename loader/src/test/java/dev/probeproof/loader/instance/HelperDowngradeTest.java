// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.instance.Preparation.Variant;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelFeature;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.HelperId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static dev.probeproof.loader.instance.TestPrograms.BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

class HelperDowngradeTest {
    private static final Instructions PROLOGUE = Instructions.of(
            Insn.call(HelperId.PROBE_READ_USER),
            Insn.call(HelperId.PROBE_READ_KERNEL),
            Insn.call(HelperId.PROBE_READ_USER_STR),
            Insn.call(HelperId.PROBE_READ_KERNEL_STR),
            Insn.call(HelperId.KTIME_GET_NS),
            Insn.callFunction(113),
            Insn.mov64(1, 113));

    private final TestBackend backend = new TestBackend();

    private List<Instruction> load(FeatureSupport support) {
        when(backend.kernel.supports(KernelFeature.PROBE_READ_KERNEL)).thenReturn(support);
        InstanceSet set = InstanceSet.of(List.of(TestPrograms.program(BODY)));
        set.programs().get(0).setPrep(1, (program, index, body) -> Variant.of(PROLOGUE.append(body)));
        set.load(backend.kernel, Map.of(), VerifierLogLevel.ON_REJECTION);
        return backend.images.get(0).instructions().slice(0, PROLOGUE.size()).asList();
    }

    @Test
    void replacesHelpersThatACallbackAdded() {
        assertThat(load(new FeatureSupport.Missing("5.5 has it")))
                .containsExactly(
                        Insn.call(HelperId.PROBE_READ),
                        Insn.call(HelperId.PROBE_READ),
                        Insn.call(HelperId.PROBE_READ_STR),
                        Insn.call(HelperId.PROBE_READ_STR),
                        Insn.call(HelperId.KTIME_GET_NS),
                        Insn.callFunction(113),
                        Insn.mov64(1, 113));
    }

    @Test
    void leavesHelpersThatTheKernelHas() {
        assertThat(load(new FeatureSupport.Supported())).isEqualTo(PROLOGUE.asList());
    }

    @Test
    void leavesHelpersOfWhichNobodyKnows() {
        assertThat(load(new FeatureSupport.Unknown("not asked"))).isEqualTo(PROLOGUE.asList());
    }
}
