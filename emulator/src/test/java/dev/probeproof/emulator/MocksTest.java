// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.engine.EngineChoice;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.engine.compiler.CodeCache;
import dev.probeproof.emulator.helper.HelperMock;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.event.Task;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.RunnableProgram;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a test has helpers and functions of the kernel do, in all engines. */
class MocksTest {
    private static final String READS_KERNEL = """
            r1 = r10
            r1 += -8
            r2 = 8
            r3 = 0x1234
            call bpf_probe_read_kernel
            r6 = r0
            r0 = *(u64 *)(r10 - 8)
            r0 += r6
            exit
            """;
    private static final String LOOKS_UP = """
            *(u32 *)(r10 - 4) = 1
            r2 = r10
            r2 += -4
            r1 = map[idx:0]
            call bpf_map_lookup_elem
            if r0 == 0 goto none
            r0 = 1
            exit
            none:
            r0 = 2
            exit
            """;

    @ParameterizedTest
    @EnumSource
    void emulatedHelpersDoWhatTheirMocksDo(EngineChoice engine) {
        HelperMock mock = call -> 100 * call.number() + call.task().pid() + call.cpu();
        try (EmulatedKernel kernel =
                builder(engine).mock("bpf_get_current_cgroup_id", mock).build()) {
            ProgramHandle program = load(kernel, "call bpf_get_current_cgroup_id\nexit\n", List.of());

            assertThat(run(kernel, program).returnValue()).isEqualTo(100 + Task.DEFAULT.pid());
            assertThat(run(kernel, program).returnValue()).isEqualTo(200 + Task.DEFAULT.pid());
        }
    }

    @ParameterizedTest
    @EnumSource
    void helpersThatAreNotEmulatedRunOnceTheyAreMocked(EngineChoice engine) {
        String prints = """
                r1 = r10
                r1 += -16
                r2 = 16
                *(u64 *)(r10 - 8) = 0
                *(u64 *)(r10 - 16) = 0
                r5 = 0
                r3 = r10
                r3 += -16
                r4 = 16
                call bpf_snprintf_btf
                r0 = *(u32 *)(r10 - 16)
                exit
                """;
        HelperMock mock = call -> {
            call.write(1, new byte[] {'n', 'u', 'l', 'l', 0});
            return call.argument(4);
        };
        try (EmulatedKernel kernel =
                builder(engine).mock("bpf_snprintf_btf", mock).build()) {
            assertThat(run(kernel, load(kernel, prints, List.of())).returnValue())
                    .isEqualTo(0x6c6c756e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void helpersThatEnginesWriteOutAreMockedTooAndCodeIsNotMixed(EngineChoice engine) {
        CodeCache cache = new CodeCache();
        HelperMock mock = call -> {
            assertThat(call.argument(3)).isEqualTo(0x1234);
            call.write(1, new byte[] {5});
            return 1000;
        };
        try (EmulatedKernel plain = builder(engine).codeCache(cache).build();
                EmulatedKernel mocked = builder(engine)
                        .codeCache(cache)
                        .mock("bpf_probe_read_kernel", mock)
                        .build()) {
            ProgramHandle there = load(plain, READS_KERNEL, List.of());
            ProgramHandle here = load(mocked, READS_KERNEL, List.of());
            for (int i = 0; i < 200; i++) {
                assertThat(run(plain, there).returnValue()).isEqualTo(-34);
                assertThat(run(mocked, here).returnValue()).isEqualTo(1005);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLookUpFindsNothingIfItsMockSaysSo(EngineChoice engine) {
        try (EmulatedKernel kernel =
                builder(engine).mock("bpf_map_lookup_elem", call -> 0).build()) {
            MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 8, 4));
            ProgramHandle program = load(kernel, LOOKS_UP, List.of(map));

            assertThat(run(kernel, program).returnValue()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatProgramsRelyOnCannotBeMockedAway(EngineChoice engine) {
        assertFault(engine, "bpf_get_smp_processor_id", "call bpf_get_smp_processor_id\nexit\n", call -> 4, """
                the mock of bpf_get_smp_processor_id returned 4 (0x4); the kernel's returns a CPU there is, and programs rely on it""");
        assertFault(engine, "bpf_map_lookup_elem", LOOKS_UP, call -> 0x1000, """
                the mock of bpf_map_lookup_elem returned 4096 (0x1000); the kernel's returns the address of 8 writable bytes, and programs rely on it""");
    }

    @ParameterizedTest
    @EnumSource
    void mocksWriteWhatTheirHelperWritesAndNoMore(EngineChoice engine) {
        assertFault(engine, "bpf_probe_read_kernel", READS_KERNEL, writes(1, 9), """
                the mock of bpf_probe_read_kernel failed: java.lang.IllegalArgumentException: 'bpf_probe_read_kernel' may write 8 bytes to argument 1 of this call, not 9""");
        assertFault(engine, "bpf_map_lookup_elem", LOOKS_UP, writes(2, 4), """
                the mock of bpf_map_lookup_elem failed: java.lang.IllegalArgumentException: 'bpf_map_lookup_elem' does not write to its argument 2 (map key)""");
        assertFault(engine, "bpf_probe_read_kernel", READS_KERNEL, call -> call.argument(4), """
                the mock of bpf_probe_read_kernel failed: java.lang.IllegalArgumentException: 'bpf_probe_read_kernel' has no argument 4; it has 1 to 3""");
    }

    @ParameterizedTest
    @EnumSource
    void mocksReadWhatTheirPointersLeadTo(EngineChoice engine) {
        HelperMock mock = call -> {
            assertThat(call.read(2, 4)).containsExactly(1, 0, 0, 0);
            return 0;
        };
        try (EmulatedKernel kernel =
                builder(engine).mock("bpf_map_lookup_elem", mock).build()) {
            MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 8, 4));

            assertThat(run(kernel, load(kernel, LOOKS_UP, List.of(map))).returnValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void aNameThatNoHelperHasIsToldWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(EngineChoice.TIERED).mock("bpf_get_curent_cgroup_id", call -> 0))
                .withMessageStartingWith(
                        "no helper is called 'bpf_get_curent_cgroup_id'; nearest: " + "bpf_get_current_cgroup_id");
    }

    @ParameterizedTest
    @EnumSource
    void kernelFunctionsRunOnceTheyAreMocked(EngineChoice engine) {
        try (EmulatedKernel kernel = functions(engine)
                .kfunc("first_function", call -> 40 + call.argument(1) + call.number())
                .build()) {
            ProgramHandle program = kernel.load(callsFunctions(1), VerifierLogLevel.ON_REJECTION)
                    .orThrow();

            assertThat(run(kernel, program).returnValue()).isEqualTo(43);
            assertThat(run(kernel, program).returnValue()).isEqualTo(44);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatCallsAnotherKernelFunctionIsRefusedByName(EngineChoice engine) {
        try (EmulatedKernel kernel =
                functions(engine).kfunc("first_function", call -> 0).build()) {
            ProgramHandle program = kernel.load(callsFunctions(2), VerifierLogLevel.ON_REJECTION)
                    .orThrow();

            assertThatThrownBy(() -> run(kernel, program))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageStartingWith("kernel function 'second_function' (kfunc)");
        }
    }

    private static HelperMock writes(int argument, int sizeBytes) {
        return call -> {
            call.write(argument, new byte[sizeBytes]);
            return 0;
        };
    }

    private static void assertFault(EngineChoice engine, String helper, String text, HelperMock mock, String message) {
        try (EmulatedKernel kernel = builder(engine).mock(helper, mock).build()) {
            MapHandle map = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 8, 4));
            ExecutionResult result = run(kernel, load(kernel, text, List.of(map)));

            assertThat(result.fault()).as(helper).hasMessage(message);
        }
    }

    private static EmulatedKernelBuilder builder(EngineChoice engine) {
        return EmulatedKernel.builder(Kernels.x86()).engine(engine);
    }

    /** Its description has not all the types that a verifier looks at. */
    private static EmulatedKernelBuilder functions(EngineChoice engine) {
        return EmulatedKernel.builder(
                        new TargetKernel("functions", "6.12.7", Archs.X86_64, types().toBtf(), KernelSymbols.NONE))
                .engine(engine)
                .withoutVerifier();
    }

    private static BtfEditor types() {
        BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int nothing = types.add(new BtfType.FuncProto(0, List.of()));
        types.add(new BtfType.Func("first_function", nothing, BtfType.Func.STATIC));
        types.add(new BtfType.Func("second_function", nothing, BtfType.Func.STATIC));
        return types;
    }

    /** Calls so many functions of {@link #types}, whose ids begin at 2. */
    private static ProgramImage callsFunctions(int count) {
        List<Instruction> all = new ArrayList<>();
        Instructions text = Assembler.assemble("r1 = 2\n" + "call 1\n".repeat(count) + "exit\n");
        int function = 2;
        for (int slot = 0; slot < text.size(); slot++) {
            Instruction each = text.get(slot);
            all.add(each.isCall() ? each.withSrc(2).withImm(function++) : each);
        }
        return new ProgramImage(
                "functions", ProgramType.KPROBE, 0, "GPL", Instructions.of(all), List.of(), 0, null, 0, 0);
    }

    private static ProgramHandle load(EmulatedKernel kernel, String text, List<MapHandle> maps) {
        return kernel.load(new RunnableProgram(0, ProgramType.KPROBE, text).image(maps), VerifierLogLevel.ON_REJECTION)
                .orThrow();
    }

    private static ExecutionResult run(EmulatedKernel kernel, ProgramHandle program) {
        KprobeEvent event = KprobeEvent.at("vfs_read", PtRegs.zero(Archs.X86_64), MemoryImage.EMPTY);
        return kernel.run(program, event, null).result();
    }
}
