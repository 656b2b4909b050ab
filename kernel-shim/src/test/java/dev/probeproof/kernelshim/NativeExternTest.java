// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.testing.RequiresKernel;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.instance.InstanceException;
import dev.probeproof.loader.instance.InstanceLoader;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.Relocator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Programs that need something of the kernel, on the kernel that has it. */
@RequiresKernel
class NativeExternTest {
    private static final String NEWEST = "externs.clang-19.el.o";

    private KernelBackend kernel;
    private TargetKernel target;

    @BeforeEach
    void open() {
        kernel = new NativeKernelProvider().open();
        target = kernel.target();
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private ProgramLoadResult load(String object, String program) {
        RelocatedObject relocated = Relocator.relocate(TestObjects.read(object), target);
        relocated.requireKnown();
        Map<String, MapHandle> maps = new LinkedHashMap<>();
        for (MapSpec spec : relocated.maps()) {
            maps.put(spec.name(), kernel.createMap(spec));
        }
        return InstanceLoader.load(
                ProgramInstance.plain(relocated.program(program)), kernel, maps, VerifierLogLevel.ON_REJECTION);
    }

    private int run(String object, String program) {
        ProgramHandle loaded = load(object, program).orThrow();
        Bytes nothing = Bytes.wrap(new byte[0], "test");
        return kernel.testRun(loaded, new TestRun.Input(nothing, nothing)).returnValue();
    }

    private int number(String option) {
        return target.config().value(option).map(Integer::decode).orElse(0);
    }

    private boolean isSet(String option) {
        return target.config().value(option).filter("y"::equals).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs.clang-14.el.o", "externs.clang-16.el.o", "externs.clang-19.el.o"})
    void tellsVersionAndOptions(String object) {
        assumeThat(target.config().isKnown())
                .as("this kernel tells its configuration")
                .isTrue();

        int version = target.config()
                .value("LINUX_KERNEL_VERSION")
                .map(Integer::decode)
                .orElseGet(() -> KernelRelease.versionCode(target.release()).orElseThrow());

        assertThat(run(object, "version_and_hz")).isEqualTo(version + number("CONFIG_HZ"));
        int bits = run(object, "configuration");
        assertThat((bits & 1) != 0).isEqualTo(isSet("CONFIG_BPF_SYSCALL"));
        assertThat((bits & 2) != 0).isEqualTo(isSet("CONFIG_IPV6"));
        assertThat((bits & 8) != 0)
                .isEqualTo(target.symbols().address("__x64_sys_bpf").isPresent());
        assertThat(bits & 0x60).isZero();
        assertThat((char) (bits >> 8 & 0xff))
                .isEqualTo(target.config()
                        .value("CONFIG_CC_VERSION_TEXT")
                        .orElseThrow()
                        .charAt(1));
        assertThat(bits >>> 16).isEqualTo(number("CONFIG_NR_CPUS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs.clang-14.el.o", "externs.clang-16.el.o", "externs.clang-19.el.o"})
    void tellsAddressesOfSymbols(String object) {
        assumeThat(target.symbols().isKnown())
                .as("this kernel tells its symbols")
                .isTrue();

        assertThat(run(object, "address_of_symbol"))
                .isEqualTo((int) target.symbols().address("bpf_prog_put").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs.clang-14.el.o", "externs.clang-16.el.o", "externs.clang-19.el.o"})
    void readsVariablesOfTheKernel(String object) {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);

        if (target.symbols().address("cpu_number").isPresent()) {
            assertThat(run(object, "number_of_second_cpu")).isEqualTo(1);
        } else {
            // A kernel without CONFIG_KALLSYMS_ALL understands the id, and then cannot find its own variable.
            assertThat(load(object, "number_of_second_cpu").log()).contains("kernel symbol 'cpu_number'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"externs.clang-14.el.o", "externs.clang-16.el.o", "externs.clang-19.el.o"})
    void callsFunctionsOfTheKernel(String object) {
        assertThat(run(object, "calls_functions"))
                .as("2 for the flavour with one parameter, 1 more if this process may see process 1")
                .isIn(2, 3);
    }

    @Test
    void doesWithoutWhatIsWeak() {
        assertThat(run(NEWEST, "lacks_variable")).isEqualTo(7);
        assertThat(run(NEWEST, "lacks_function")).isEqualTo(9);
    }

    @Test
    void refusesACallOfAWeakFunctionThatIsNotThere() {
        assertThat(load(NEWEST, "calls_what_is_not_there"))
                .isInstanceOfSatisfying(
                        ProgramLoadResult.Rejected.class,
                        rejected -> assertThat(rejected.log()).contains("20020000"));
    }

    @Test
    void loadsForATracepoint() {
        assertThat(load(NEWEST, "for_a_tracepoint")).isInstanceOf(ProgramLoadResult.Accepted.class);
        assertThat(load(NEWEST, "for_an_iterator")).isInstanceOf(ProgramLoadResult.Accepted.class);
    }

    @Test
    void refusesTargetsThatAreNotThere() {
        assertThatThrownBy(() -> load(NEWEST, "for_a_module"))
                .isInstanceOf(InstanceException.class)
                .hasMessageContaining("cannot load program 'for_a_module' (fentry/no_such_module:no_such_function):"
                        + " the types of module 'no_such_module' of kernel 'running' are not known")
                .hasMessageEndingWith("[ESRCH (3)]");
        assertThatThrownBy(() -> load(NEWEST, "for_whatever_is_set"))
                .isInstanceOf(InstanceException.class)
                .hasMessageContaining("its section names no function, so a target must be set before it is loaded")
                .hasMessageEndingWith("[EINVAL (22)]");
    }
}
