// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What real kernels printed for programs of ours is printed again after reading it. */
class RegisterTextTest {
    private static String print(String release, RegisterState register) {
        return new RegisterText(KernelProfile.of(release)).of(register, 0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "5.10 | inv7",
                "5.10 | inv-1",
                "5.10 | invP12",
                "5.10 | inv(id=0)",
                "5.10 | inv(id=3,umax_value=255,var_off=(0x0; 0xff))",
                "5.10 | inv(id=0,smin_value=-255,smax_value=255)",
                "5.10 | inv(id=0,umin_value=18446744071562067968,var_off=(0xffffffff80000000; 0x7fffffff),s32_max_value=-2)",
                "5.10 | ctx(id=0,off=0,imm=0)",
                "5.10 | map_value_or_null(id=1,off=0,ks=4,vs=128,imm=0)",
                "5.10 | map_value(id=0,off=0,ks=4,vs=128,umax_value=128,var_off=(0x0; 0xf8))",
                "5.10 | mem_or_null(id=2,ref_obj_id=2,off=0,imm=0)",
                "5.10 | pkt(id=0,off=12,r=0,imm=0)",
                "5.10 | fp-4",
                "6.1 | 12",
                "6.1 | Pscalar(umax=4294967295,var_off=(0x0; 0xffffffff))",
                "6.1 | scalar(id=2,umin=1,umax=16,var_off=(0x0; 0x1f))",
                "6.1 | scalar(u32_max=-2)",
                "6.1 | ctx(off=0,imm=0)",
                "6.1 | map_ptr(off=0,ks=4,vs=128,imm=0)",
                "6.1 | alloc_mem(ref_obj_id=2,off=0,imm=0)",
                "6.7 | scalar(smin=umin=smin32=umin32=1,smax=umax=smax32=umax32=70000,var_off=(0x0; 0x1ffff))",
                "6.12 | 0x10000",
                "6.12 | scalar(id=1+8,smin=umin=8,smax=umax=0x100000007,var_off=(0x0; 0x1ffffffff))",
                "6.12 | map_value_or_null(id=1,map=counts,ks=4,vs=128)",
                "6.18 | 32767",
                "6.18 | 0x8000",
                "6.18 | -32768",
                "6.18 | 0xffffffffffff7fff",
                "6.18 | P0x303036",
                "6.18 | scalar()",
                "6.18 | scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))",
                "6.18 | scalar(smin=smin32=-255,smax=smax32=255)",
                "6.18 | scalar(smin=umin=umin32=0x80000000,smax=umax=0xffffffff,smax32=-1,var_off=(0x80000000; 0x7fffffff))",
                "6.18 | map_value(map=counts,ks=4,vs=128,off=24)",
                "6.18 | map_value(map=counts,ks=4,vs=128,smin=smin32=0,smax=umax=smax32=umax32=248,var_off=(0x0; 0xf8))",
                "6.18 | ringbuf_mem_or_null(id=2,ref_obj_id=2,sz=8)",
                "6.18 | pkt(off=14,r=14)",
                "6.18 | pkt_end()",
                "6.18 | fp-8",
                "6.18 | fp[1]-16",
                "6.18 | trusted_ptr_task_struct()",
                "6.18 | rcu_ptr_or_null_css_set(id=3)",
                "6.18 | untrusted_ptr_file(off=24)",
                "6.18 | rdonly_mem(id=1,ref_obj_id=1,sz=16)",
                "6.18 | ptr_node(id=5,ref_obj_id=5,non_own_ref)",
                "7.2 | map_value(id=1,map=counts,ks=4,vs=128,imm=24)",
                "7.2 | ringbuf_mem(id=2,sz=8)",
                "7.2 | pkt(r=0,imm=12)",
            })
    void printsWhatKernelsPrint(String release, String text) {
        assertThat(print(release, PrintedRegister.read(text, 0))).isEqualTo(text);
    }

    @Test
    void namesTypesByTheReleasesWord() {
        RegisterState record = RegisterState.pointer(RegisterType.MEMORY)
                .with(TypeFlags.RING_BUFFER)
                .size(8)
                .build();

        assertThat(print("5.10", record)).startsWith("mem(");
        assertThat(print("6.1", record)).startsWith("alloc_mem(");
        assertThat(print("6.18", record)).isEqualTo("ringbuf_mem(sz=8)");
    }

    @Test
    void foldsTheConstantOffsetIntoRangesSince71() {
        RegisterState moved = RegisterState.pointer(RegisterType.CONTEXT)
                .bounds(Bounds.of(new dev.probeproof.emulator.verifier.number.Tnum(0, 7), 0, 4, 0, 4, 0, 4, 0, 4))
                .offset(8)
                .build();

        assertThat(print("6.18", moved)).startsWith("ctx(off=8,smin=smin32=0,smax=umax=smax32=umax32=4");
        assertThat(print("7.2", moved))
                .isEqualTo("ctx(smin=umin=smin32=umin32=8,smax=umax=smax32=umax32=12,var_off=(0x8; 0x7))");
    }

    @Test
    void tellsTheFrameOfAStackPointerOnlyIfItIsAnother() {
        RegisterState pointer =
                RegisterState.pointer(RegisterType.STACK).frame(0).offset(-8).build();
        RegisterText text = new RegisterText(KernelProfile.of("6.18"));

        assertThat(text.of(pointer, 0)).isEqualTo("fp-8");
        assertThat(text.of(pointer, 1)).isEqualTo("fp[0]-8");
    }
}
