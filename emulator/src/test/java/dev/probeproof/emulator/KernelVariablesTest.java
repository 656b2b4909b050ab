// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.object.KernelObjectException;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.uapi.ProgramType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Variables of the kernel that programs name, in all engines. */
class KernelVariablesTest {
    private static final AttachPoint.Kprobe READ = new AttachPoint.Kprobe("vfs_read", 0, false);

    @ParameterizedTest
    @EnumSource
    void eachCpuHasItsOwn(EngineChoice engine) {
        try (EmulatedKernel kernel = kernel(engine)) {
            kernel.variable("bpf_prog_active", 0).set("", 100);
            kernel.variable("bpf_prog_active", 2).set("", 102);
            kernel.attach(program(kernel, "r2 = 2\ncall bpf_per_cpu_ptr\n"), READ);
            kernel.attach(program(kernel, "call bpf_this_cpu_ptr\n"), READ);

            assertThat(kernel.call("vfs_read").on(0).enter())
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(100L, 102L);
            assertThat(kernel.call("vfs_read").on(2).enter())
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(102L, 102L);
        }
    }

    @Test
    void oneForAllCpusIsReadInPlace() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            kernel.variable("nr_things").set("", 5);
            int id = kernel.target().btf().find(BtfKind.VAR, "nr_things").orElseThrow();
            kernel.attach(
                    TypedKernel.load(
                            kernel, ProgramType.KPROBE, "r1 = btf_id[" + id + ":0]\nr0 = *(u32 *)(r1 + 0)\nexit\n"),
                    READ);

            assertThat(kernel.call("vfs_read").enter())
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(5L);
            assertThatThrownBy(() -> kernel.variable("nr_things", 0)).hasMessageContaining("is one for all CPUs");
        }
    }

    @Test
    void thereIsNoneOfACpuThatIsNotThere() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            kernel.variable("bpf_prog_active");
            kernel.attach(program(kernel, "r2 = 4\ncall bpf_per_cpu_ptr\n"), READ);

            assertThat(kernel.call("vfs_read").enter())
                    .extracting(run -> run.result().returnValue())
                    .containsExactly(-1L);
        }
    }

    @Test
    void programsWaitUntilTheirVariablesHaveAValue() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            ProgramHandle program = program(kernel, "call bpf_this_cpu_ptr\n");

            assertThatThrownBy(() -> kernel.attach(program, READ))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("address of kernel symbol 'bpf_prog_active'")
                    .hasMessageContaining("EmulatedKernel.variable");
            kernel.variable("bpf_prog_active").set("", 1);
            kernel.attach(program, READ);
        }
    }

    @Test
    void thoseThatTheTypesDoNotDescribeAreUnknown() {
        try (EmulatedKernel kernel = kernel(EngineChoice.TIERED)) {
            assertThatThrownBy(() -> kernel.variable("bpf_prog_activ"))
                    .isInstanceOf(KernelObjectException.class)
                    .hasMessageContaining("describe no variable 'bpf_prog_activ'")
                    .hasMessageContaining("bpf_prog_active");
            assertThatThrownBy(() -> kernel.variable("bpf_prog_active", 4)).hasMessage("no CPU 4; there are 4");
        }
    }

    private static ProgramHandle program(EmulatedKernel kernel, String call) {
        int id = kernel.target().btf().find(BtfKind.VAR, "bpf_prog_active").orElseThrow();
        String text = "r1 = btf_id[" + id + ":0]\n" + call + "if r0 == 0 goto none\nr0 = *(u32 *)(r0 + 0)\nexit\n"
                + "none:\nr0 = -1\nexit\n";
        return TypedKernel.load(kernel, ProgramType.KPROBE, text);
    }

    private static EmulatedKernel kernel(EngineChoice engine) {
        TargetKernel plain = TypedKernel.linux612();
        BtfEditor types = BtfEditor.of(plain.btf());
        int type = plain.btf().find(BtfKind.INT, "unsigned int").orElseThrow();
        types.add(new BtfType.Var("nr_things", type, BtfType.Var.GLOBAL));
        return EmulatedKernel.builder(
                        new TargetKernel(plain.name(), plain.release(), plain.arch(), types.toBtf(), plain.symbols()))
                .engine(engine)
                .build();
    }
}
