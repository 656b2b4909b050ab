// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.verify;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.when;

/** What is asked of a kernel, and what is made of its answers; the kernel itself is a mock. */
class ObjectVerificationTest {
    private static final String REFUSAL = """
            0: R1=ctx() R10=fp0
            6: (85) call bpf_map_lookup_elem#1    ; R0=map_value_or_null(id=1,map=counts,ks=4,vs=128)
            7: (79) r1 = *(u64 *)(r0 +24)
            R0 invalid mem access 'map_value_or_null'
            processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 2 peak_states 1 mark_read 0
            """;

    private final KernelBackend kernel = mock(KernelBackend.class);
    private final TargetKernel target = Kernels.ofAnyArch("6.12-amd64");
    private long nanoseconds;

    @BeforeEach
    void makeMaps() {
        when(kernel.pageSizeBytes()).thenReturn(4096);
        when(kernel.createMap(any(), any())).thenReturn(mock(MapHandle.class));
    }

    private List<ProgramVerdict> verify(String object, String... programs) {
        Bytes file = InputFile.read(Path.of("src/test/resources/verify/" + object + ".bpf.o"));
        BpfObject read = ObjectReader.read(file, file.source());
        return new ObjectVerification(new ObjectVerification.Options(
                        Set.of(programs), VerifierLogLevel.BRANCHES, unused -> kernel, () -> nanoseconds += 42_000))
                .verify(read, target);
    }

    private void answers(ProgramLoadResult result) {
        when(kernel.load(any(), any())).thenReturn(result);
    }

    @Test
    void explainsARefusalWithTheObjectsLines() {
        answers(new ProgramLoadResult.Rejected("forgets_null", 13, REFUSAL));

        ProgramVerdict verdict = verify("refused", "forgets_null").get(0);

        assertThat(verdict.verdict()).isEqualTo(ProgramVerdict.Verdict.REFUSED);
        assertThat(verdict.microseconds()).isEqualTo(42);
        assertThat(verdict.explanation().orElseThrow().place())
                .hasValueSatisfying(place -> assertThat(place.position()).isEqualTo("refused.bpf.c:62"));
        assertThat(verdict.statistics().orElseThrow().totalStates()).hasValue(2);
    }

    @Test
    void anExpectedRefusalIsWhatIsWanted() {
        answers(new ProgramLoadResult.Rejected("forgets_null", 13, REFUSAL));

        assertThat(verify("refused", "forgets_null").get(0).disappointment()).isEmpty();
    }

    @Test
    void aRefusalForAnotherReasonIsNot() {
        answers(new ProgramLoadResult.Rejected("forgets_null", 13, "R3 !read_ok\n"));

        assertThat(verify("refused", "forgets_null").get(0).disappointment())
                .contains("the log lacks the expected \"R0 invalid mem access 'map_value_or_null'\"");
    }

    @Test
    void anUnexpectedVerdictIsNot() {
        answers(new ProgramLoadResult.Accepted(mock(ProgramHandle.class), ""));
        assertThat(verify("refused", "forgets_null").get(0).disappointment())
                .contains("accepted, but the object expects failure");

        answers(new ProgramLoadResult.Rejected("counts_well", 22, "unknown opcode 00\n"));
        assertThat(verify("refused", "counts_well").get(0).disappointment())
                .contains("refused, but the object expects success");
        assertThat(verify("closed").get(0).disappointment()).contains("refused");
    }

    @Test
    void whatIsNotEmulatedIsNoVerdict() {
        when(kernel.load(any(), any())).thenThrow(new UnsupportedFeatureException("not emulated", "program 'x'"));

        ProgramVerdict verdict = verify("closed").get(0);

        assertThat(verdict.verdict()).isEqualTo(ProgramVerdict.Verdict.UNDECIDED);
        assertThat(verdict.reason()).contains("not emulated");
        assertThat(verdict.disappointment()).contains("no verdict");
    }

    @Test
    void oneRefusalDoesNotHideTheNext() {
        answers(new ProgramLoadResult.Rejected("any", 13, REFUSAL));

        assertThat(verify("refused"))
                .hasSize(12)
                .allMatch(verdict -> verdict.verdict() == ProgramVerdict.Verdict.REFUSED);
    }

    @Test
    void makesOnlyTheMapsThatAProgramNames() {
        answers(new ProgramLoadResult.Accepted(mock(ProgramHandle.class), ""));

        verify("refused", "keeps_a_record");

        ArgumentCaptor<ProgramImage> image = ArgumentCaptor.forClass(ProgramImage.class);
        Mockito.verify(kernel).load(image.capture(), any());
        assertThat(image.getValue().maps()).hasSize(1);
        Mockito.verify(kernel, times(1)).createMap(any(), any());
        Mockito.verify(kernel).close();
    }
}
