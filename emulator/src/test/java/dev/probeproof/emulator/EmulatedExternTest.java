// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.BpfLoader;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.event.KprobeEvent;
import dev.probeproof.loader.event.MemoryImage;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.extern.UnknownExternException;
import dev.probeproof.loader.instance.InstanceLoader;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.Relocator;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Programs that need something of the kernel, on one that has only what its description says. */
class EmulatedExternTest {
    private static final String OBJECT = "externs.clang-19.el.o";
    private static final long JIFFIES = 0xffffffff82000000L;
    private static final KernelConfig CONFIG =
            KernelConfigText.whole(Bytes.wrap("""
                    CONFIG_HZ=250
                    CONFIG_MODE=y
                    CONFIG_BPF_SYSCALL=y
                    """.getBytes(StandardCharsets.UTF_8), "config"));

    private static TargetKernel kernel(KernelConfig config, KernelSymbols symbols) {
        BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        int integer = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
        int nothing = types.add(new BtfType.FuncProto(0, List.of()));
        types.add(new BtfType.Var("cpu_number", integer, BtfType.Var.GLOBAL));
        types.add(new BtfType.Func("bpf_rcu_read_lock", nothing, BtfType.Func.STATIC));
        return new TargetKernel("described", "6.12.7", Archs.X86_64, types.toBtf(), List.of(), symbols, config);
    }

    private static KernelSymbols symbols() {
        return name -> switch (name) {
            case "jiffies" -> OptionalLong.of(JIFFIES);
            case "bpf_prog_put" -> OptionalLong.of(1);
            default -> OptionalLong.empty();
        };
    }

    private static ProgramLoadResult load(EmulatedKernel kernel, String program) {
        RelocatedObject object = Relocator.relocate(TestObjects.read(OBJECT), kernel.target());
        Map<String, MapHandle> maps = new LinkedHashMap<>();
        for (MapSpec spec : object.maps()) {
            maps.put(spec.name(), kernel.createMap(spec));
        }
        return InstanceLoader.load(
                ProgramInstance.plain(object.program(program)), kernel, maps, VerifierLogLevel.ON_REJECTION);
    }

    private static long run(EmulatedKernel kernel, String program) {
        ProgramHandle loaded = load(kernel, program).orThrow();
        KprobeEvent event = KprobeEvent.at("vfs_read", PtRegs.zero(Archs.X86_64), MemoryImage.EMPTY);
        return kernel.run(loaded, event, null).result().returnValue();
    }

    @Test
    void programsSeeTheConfiguration() {
        try (EmulatedKernel kernel = EmulatedKernel.on(kernel(CONFIG, symbols()))) {
            assertThat(run(kernel, "needs_configuration")).isEqualTo(0x060c07 + 1 + 250);
        }
    }

    @Test
    void programsSeeAddressesOfSymbols() {
        try (EmulatedKernel with = EmulatedKernel.on(kernel(CONFIG, symbols()));
                EmulatedKernel without = EmulatedKernel.on(kernel(CONFIG, name -> OptionalLong.empty()))) {
            assertThat(run(with, "needs_symbol")).isOne();
            assertThat(run(without, "needs_symbol")).isZero();
        }
    }

    @Test
    void variablesOfTheKernelWaitForTheirValue() {
        try (EmulatedKernel kernel = unverified()) {
            assertThatThrownBy(() -> run(kernel, "number_of_second_cpu"))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("EmulatedKernel.variable");
        }
    }

    @Test
    void functionsThatProtectFromNothingHereRun() {
        try (EmulatedKernel kernel = unverified()) {
            assertThat(run(kernel, "needs_function")).isZero();
        }
    }

    /** Its description has not all the types that a verifier looks at. */
    private static EmulatedKernel unverified() {
        return EmulatedKernel.builder(kernel(CONFIG, symbols()))
                .withoutVerifier()
                .build();
    }

    @Test
    void doesNotRunWithValuesThatNobodyKnows() {
        try (EmulatedKernel kernel = EmulatedKernel.on(kernel(KernelConfig.UNKNOWN, symbols()))) {
            assertThatThrownBy(() -> BpfLoader.on(kernel).load(TestObjects.read(OBJECT)))
                    .isInstanceOf(UnknownExternException.class)
                    .hasMessageContaining(
                            "extern 'CONFIG_HZ' stays 0: the configuration of kernel 'described' is not known");
        }
    }
}
