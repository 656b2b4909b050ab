// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** For each hint, what looks alike and must not bring it about; what must is in {@link ExplainerTest}. */
class HintsTest {
    private static Optional<String> hint(String log) {
        return Explainer.explain(log).hint();
    }

    @Test
    void saysNothingOfNullIfNobodyCanTellWhereItComesFrom() {
        assertThat(hint("""
                12: (79) r1 = *(u64 *)(r0 +0)
                R0 invalid mem access 'map_value_or_null'
                """)).isEmpty();
    }

    @Test
    void saysNothingOfNullForAPointerThatIsNone() {
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                0: (85) call bpf_map_lookup_elem#1    ; R0=map_value_or_null(id=1,ks=4,vs=8)
                1: (79) r1 = *(u64 *)(r0 +0)
                R0 invalid mem access 'map_ptr'
                """)).isEmpty();
    }

    @Test
    void blamesNoCallForARegisterThatCallsKeep() {
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                0: (85) call bpf_ktime_get_ns#5       ; R0=scalar()
                1: (bf) r0 = r6
                R6 !read_ok
                """)).hasValueSatisfying(hint -> assertThat(hint).startsWith("nothing on this path sets r6"));
    }

    @Test
    void doesNotSayNeverSetIfTheBeginningIsMissing() {
        assertThat(hint("""
                40: (b7) r0 = 0                       ; R0=0
                41: (bf) r0 = r6
                R6 !read_ok
                """)).isEmpty();
    }

    @Test
    void doesNotCallAConstantOrHalfAWordAnAddress() {
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                0: (b7) r2 = 5                        ; R2=5
                1: (79) r0 = *(u64 *)(r2 +0)
                R2 invalid mem access 'scalar'
                """)).isEmpty();
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx() R2=scalar()
                1: (79) r0 = *(u64 *)(r2 +0)
                R2 invalid mem access 'scalar'
                """)).isEmpty();
    }

    @Test
    void asksForNoLimitWhereTheOffsetIsConstant() {
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                7: (79) r1 = *(u64 *)(r0 +48)
                invalid access to map value, value_size=48 off=48 size=8
                R0 min value is outside of the allowed memory range
                """)).isEmpty();
    }

    @Test
    void asksForNoLimitWhereTheAccessCanNeverFit() {
        assertThat(hint("""
                7: (79) r1 = *(u64 *)(r0 +0)
                invalid access to map value, value_size=4 off=12 size=8
                R0 max value is outside of the allowed memory range
                """)).isEmpty();
    }

    @Test
    void asksForNoComparisonWhereThePacketIsKnownToBeLongEnough() {
        assertThat(hint("""
                7: (71) r1 = *(u8 *)(r2 -3)
                invalid access to packet, off=-3 size=1, R2(id=0,off=0,r=14)
                R2 offset is outside of the packet
                """)).isEmpty();
    }

    @Test
    void namesNoReleaseFunctionForAcquisitionsItDoesNotKnow() {
        assertThat(hint("""
                0: R1=ctx() R10=fp0
                0: (85) call bpf_something_new#4711   ; R0=sock(ref_obj_id=1) refs=1
                1: (95) exit
                Unreleased reference id=1 alloc_insn=0
                """)).isEmpty();
    }

    @Test
    void tellsWhatIsNotWrittenOnTheStack() {
        assertThat(hint("""
                3: (85) call bpf_map_update_elem#2
                invalid indirect read from stack R3 off -8+4 size 8
                """)).hasValueSatisfying(hint -> assertThat(hint).contains("not written on this path"));
        assertThat(hint("""
                3: (85) call bpf_map_update_elem#2
                invalid write to stack R3 off=-520 size=8
                """)).isEmpty();
    }

    @Test
    void saysNothingOfLicensesElsewhere() {
        assertThat(hint("""
                3: (85) call bpf_map_update_elem#2
                program of this type cannot use helper bpf_map_update_elem#2
                """)).isEmpty();
    }

    @Test
    void saysNothingOfLimitsWhereAKnownNumberIsTheTrouble() {
        assertThat(hint("""
                3: (0f) r0 += r1
                math between map_value pointer and 4294967295 is not allowed
                """)).isEmpty();
    }
}
