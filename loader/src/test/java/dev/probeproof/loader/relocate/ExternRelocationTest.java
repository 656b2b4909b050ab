// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.extern.ExternNote;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.extern.UnknownExternException;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.Extern;
import dev.probeproof.loader.object.TestObjects;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What becomes of an object's externs on a kernel. */
class ExternRelocationTest {
    private static final String NEWEST = "externs.clang-19.el.o";

    static Stream<String> externs() {
        return TestObjects.of("externs").stream();
    }

    private static RelocatedObject relocate(String name, TargetKernel kernel) {
        return Relocator.relocate(TestObjects.read(name), kernel);
    }

    private static ExternReference reference(RelocatedProgram program, String extern) {
        return program.externs().stream()
                .filter(each -> each.extern().name().equals(extern))
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class Configuration {
        private ByteBuffer values(RelocatedObject object) {
            MapSpec map = object.maps().get(object.maps().size() - 1);
            assertThat(map.name()).isEqualTo("externs.kconfig");
            return ByteBuffer.wrap(map.initialValue().toArray())
                    .order(object.object().order());
        }

        private int offset(BpfObject object, String name) {
            return ((Extern.Configuration) object.extern(name).orElseThrow()).offset();
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void fillsItsMap(String name) {
            RelocatedObject object = relocate(name, new ExternKernel().build());
            BpfObject read = object.object();
            ByteBuffer values = values(object);

            assertThat(values.getLong(offset(read, "CONFIG_HZ"))).isEqualTo(250);
            assertThat(values.getInt(offset(read, "LINUX_KERNEL_VERSION"))).isEqualTo(0x060cff);
            assertThat(values.get(offset(read, "CONFIG_BPF_SYSCALL"))).isOne();
            assertThat(values.getInt(offset(read, "CONFIG_IPV6"))).isEqualTo(2);
            assertThat(values.getShort(offset(read, "CONFIG_NR_CPUS"))).isEqualTo((short) 8192);
            assertThat(values.get(offset(read, "LINUX_HAS_SYSCALL_WRAPPER"))).isOne();
            assertThat(values.get(offset(read, "LINUX_HAS_BPF_COOKIE"))).isOne();
            assertThat(values.get(offset(read, "CONFIG_MODE"))).isZero();
            byte[] text = new byte[8];
            values.get(offset(read, "CONFIG_CC_VERSION_TEXT"), text);
            assertThat(new String(text, StandardCharsets.US_ASCII)).isEqualTo("gcc (De\0");
            assertThat(object.notes())
                    .extracting(ExternNote::text, ExternNote::unknown)
                    .containsExactly(tuple("extern 'CONFIG_CC_VERSION_TEXT' is cut to 7 of 15 characters", false));
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void isLoadedAsAValueOfItsMap(String name) {
            RelocatedObject object = relocate(name, new ExternKernel().build());
            RelocatedProgram program = object.program("version_and_hz");

            assertThat(program.maps())
                    .extracting(MapReference::map, MapReference::value, MapReference::offset)
                    .containsExactly(
                            tuple("externs.kconfig", true, offset(object.object(), "LINUX_KERNEL_VERSION")),
                            tuple("externs.kconfig", true, offset(object.object(), "CONFIG_HZ")));
            assertThat(program.externs()).isEmpty();
        }

        @Test
        void staysZeroWithANoteWhereNothingIsKnown() {
            RelocatedObject object = relocate(
                    NEWEST,
                    new ExternKernel()
                            .config("")
                            .release("")
                            .symbols(KernelSymbols.NONE)
                            .build());

            assertThat(values(object).getLong(0)).isZero();
            assertThat(object.refused())
                    .extracting(RelocatedObject.Refusal::program)
                    .doesNotContain("version_and_hz");
            assertThat(object.notes())
                    .filteredOn(ExternNote::unknown)
                    .extracting(note -> note.extern().name())
                    .contains("CONFIG_HZ", "LINUX_KERNEL_VERSION", "CONFIG_BPF_SYSCALL", "bpf_prog_put")
                    .doesNotContain("CONFIG_MODE", "LINUX_NOBODY_KNOWS_THIS", "LINUX_HAS_BPF_COOKIE");
            assertThatThrownBy(object::requireKnown)
                    .isInstanceOf(UnknownExternException.class)
                    .hasMessageStartingWith(
                            "cannot load externs.clang-19.el.o: it needs what is not known of this kernel\n"
                                    + "  extern 'CONFIG_HZ' stays 0: the configuration of kernel 'tiny' is not known\n")
                    .hasMessageContaining("hint: describe the kernel more fully");
        }

        @Test
        void thatIsOffRefusesTheProgramsThatCannotDoWithout() {
            RelocatedObject object = relocate(
                    NEWEST, new ExternKernel().config("CONFIG_BPF_SYSCALL=y\n").build());

            assertThatThrownBy(() -> object.program("version_and_hz"))
                    .isInstanceOf(RelocationException.class)
                    .hasMessageContaining("extern 'CONFIG_HZ' is not set in the configuration of kernel 'tiny'")
                    .hasMessageContaining("externs.bpf.c");
            assertThat(object.program("configuration").name()).isEqualTo("configuration");
            object.requireKnown();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "CONFIG_BPF_SYSCALL=m | 'CONFIG_BPF_SYSCALL' is m on kernel 'tiny', but declared as a bool",
                    "CONFIG_BPF_SYSCALL=1 | 'CONFIG_BPF_SYSCALL' is 1 on kernel 'tiny', but declared as no integer",
                    "CONFIG_IPV6=1 | 'CONFIG_IPV6' is 1 on kernel 'tiny', but declared as no integer",
                    "CONFIG_NR_CPUS=65536 | but declared as an unsigned integer of 2 bytes",
                    "CONFIG_NR_CPUS=-1 | but declared as an unsigned integer of 2 bytes",
                    "CONFIG_NR_CPUS=y | but declared as neither a bool, nor a char, nor a tristate",
                    "CONFIG_NR_CPUS=08 | 'CONFIG_NR_CPUS' is 08 on kernel 'tiny', which is no number",
                    "CONFIG_NR_CPUS=\"8\" | but declared as no array of char",
                    "CONFIG_CC_VERSION_TEXT=\"a | which lacks a closing quote",
                    "CONFIG_CC_VERSION_TEXT=7 | but declared as no integer",
                })
        void ofAnotherTypeIsRefused(String line, String problem) {
            String config = line + "\nCONFIG_BPF_SYSCALL=y\n";

            assertThatThrownBy(() -> relocate(
                                    NEWEST, new ExternKernel().config(config).build())
                            .program("configuration"))
                    .isInstanceOf(RelocationException.class)
                    .hasMessageContaining(problem);
        }

        @ParameterizedTest
        @CsvSource({"0x10, 16", "010, 8", "65535, 65535", "+5, 5", "0, 0"})
        void takesNumbersAsCWritesThem(String text, int value) {
            RelocatedObject object = relocate(
                    NEWEST,
                    new ExternKernel().config("CONFIG_NR_CPUS=" + text + "\n").build());

            assertThat(values(object).getShort(offset(object.object(), "CONFIG_NR_CPUS")) & 0xffff)
                    .isEqualTo(value);
        }
    }

    @Nested
    class Symbols {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void becomeConstants(String name) {
            RelocatedProgram program =
                    relocate(name, new ExternKernel().build()).program("address_of_symbol");

            ExternReference found = reference(program, "bpf_prog_put");
            assertThat(program.instructions().get(found.slot()))
                    .extracting(Instruction::src, Instruction::imm)
                    .containsExactly(0, 0x81234567);
            assertThat(program.instructions().get(found.slot() + 1).imm()).isEqualTo(-1);
            ExternReference weak = reference(program, "no_such_symbol");
            assertThat(weak.missing()).isTrue();
            assertThat(program.instructions().get(weak.slot()).imm()).isZero();
        }

        @Test
        void thatAreAbsentAreRefusedWithTheNearest() {
            TargetKernel kernel = new ExternKernel()
                    .symbols(ExternKernel.symbols(Map.of("bpf_prog_puts", 1L, "vfs_read", 2L), ""))
                    .build();

            assertThatThrownBy(() -> relocate(NEWEST, kernel).program("address_of_symbol"))
                    .hasMessageContaining("extern 'bpf_prog_put': there is no symbol 'bpf_prog_put' in kernel 'tiny'"
                            + " or its modules; nearest: bpf_prog_puts\n");
        }

        @Test
        void withTwoAddressesAreRefused() {
            TargetKernel kernel = new ExternKernel()
                    .symbols(ExternKernel.symbols(Map.of(), "bpf_prog_put"))
                    .build();

            assertThatThrownBy(() -> relocate(NEWEST, kernel).program("address_of_symbol"))
                    .hasMessageContaining("kernel 'tiny' has several symbols of that name");
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void withTypesBecomeIds(String name) {
            TargetKernel kernel = new ExternKernel().build();
            RelocatedObject object = relocate(name, kernel);

            RelocatedProgram program = object.program("number_of_second_cpu");
            ExternReference found = reference(program, "cpu_number");
            int id = kernel.btf().find(BtfKind.VAR, "cpu_number").orElseThrow();
            assertThat(found).isEqualTo(new ExternReference(found.slot(), found.extern(), "", id, false));
            assertThat(program.instructions().get(found.slot()))
                    .extracting(Instruction::src, Instruction::imm)
                    .containsExactly(Opcode.PSEUDO_BTF_ID, id);
            assertThat(program.instructions().get(found.slot() + 1).imm()).isZero();

            RelocatedProgram without = object.program("lacks_variable");
            assertThat(without.externs()).allMatch(ExternReference::missing);
            assertThat(without.instructions()
                            .get(without.externs().get(0).slot())
                            .src())
                    .isZero();
        }
    }

    @Nested
    class Functions {
        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void becomeIdsOfTheKernelOrAModule(String name) {
            TargetKernel kernel = new ExternKernel().build();
            RelocatedProgram program = relocate(name, kernel).program("calls_functions");

            ExternReference lock = reference(program, "bpf_rcu_read_lock");
            assertThat(program.instructions().get(lock.slot()))
                    .isEqualTo(new Instruction(
                            Opcode.CALL,
                            0,
                            Opcode.PSEUDO_KFUNC_CALL,
                            0,
                            kernel.btf().find(BtfKind.FUNC, "bpf_rcu_read_lock").orElseThrow()));
            ExternReference release = reference(program, "bpf_task_release");
            assertThat(release.module()).isEqualTo(ExternKernel.MODULE);
            assertThat(program.modules()).containsExactly(ExternKernel.MODULE);
            assertThat(program.instructions().get(release.slot()))
                    .extracting(Instruction::src, Instruction::off, Instruction::imm)
                    .containsExactly(Opcode.PSEUDO_KFUNC_CALL, 1, release.btfId());
            assertThat(release.btfId()).isGreaterThanOrEqualTo(kernel.btf().endId());
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void ofSeveralFlavoursAreTheOneThatFits(String name) {
            RelocatedProgram program =
                    relocate(name, new ExternKernel().build()).program("calls_functions");

            assertThat(reference(program, "bpf_task_from_pid___two").missing()).isTrue();
            assertThat(reference(program, "bpf_task_from_pid___one").missing()).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.probeproof.loader.relocate.ExternRelocationTest#externs")
        void thatAreMissingPoisonTheirCallsWithTheNumberOfTheExtern(String name) {
            RelocatedObject object = relocate(name, new ExternKernel().build());
            RelocatedProgram program = object.program("needs_function");
            List<Extern> externs = object.object().externs();
            int index = externs.indexOf(object.object().extern("takes_unnamed").orElseThrow());

            ExternReference missing = reference(program, "takes_unnamed");

            assertThat(missing.missing()).isTrue();
            assertThat(program.instructions().get(missing.slot()))
                    .isEqualTo(new Instruction(Opcode.CALL, 0, 0, 0, 2_002_000_000 + index));
        }

        @Test
        void ofAnotherTypeAreMissingIfWeak() {
            RelocatedProgram program =
                    relocate(NEWEST, new ExternKernel().build()).program("calls_what_is_not_there");

            assertThat(program.externs())
                    .singleElement()
                    .matches(ExternReference::missing, "the module's takes a pointer");
        }
    }

    @Nested
    class Targets {
        private final TargetKernel kernel = new ExternKernel().build();
        private final RelocatedObject object = relocate(NEWEST, kernel);

        @Test
        void areFoundByTheNamesOfTheirKind() {
            assertThat(object.program("for_a_tracepoint").attach())
                    .isEqualTo(AttachTarget.of(
                            "btf_trace_sched_switch", "", id(BtfKind.TYPEDEF, "btf_trace_sched_switch")));
            assertThat(object.program("for_a_function").attach())
                    .isEqualTo(AttachTarget.of("bpf_prog_put", "", id(BtfKind.FUNC, "bpf_prog_put")));
            assertThat(object.program("for_a_hook").attach().btfId()).isEqualTo(id(BtfKind.FUNC, "bpf_lsm_file_open"));
            assertThat(object.program("for_an_iterator").attach().btfId()).isEqualTo(id(BtfKind.FUNC, "bpf_iter_task"));
            assertThat(object.program("needs_nothing").attach()).isEqualTo(AttachTarget.NONE);
        }

        private int id(BtfKind kind, String name) {
            return kernel.btf().find(kind, name).orElseThrow();
        }

        private AttachTarget function(String name) {
            return AttachTargets.find(kernel, ProgramType.TRACING, AttachType.TRACE_FENTRY.number(), name);
        }

        @Test
        void mayBeOfAModule() {
            assertThat(function("tasks:bpf_task_release").module()).isEqualTo("tasks");
            assertThat(function("bpf_task_release").module()).isEqualTo("tasks");
            assertThat(function("vmlinux:bpf_task_release").problem())
                    .isEqualTo("kernel 'tiny' has no function 'bpf_task_release' in vmlinux");
            assertThat(function("tasks:bpf_prog_put").problem())
                    .isEqualTo("kernel 'tiny' has no function 'bpf_prog_put' in tasks");
        }

        @Test
        void thatAreMissingDoNotKeepAProgramFromBeingRelocated() {
            assertThat(object.program("for_a_module").attach().problem())
                    .isEqualTo("the types of module 'no_such_module' of kernel 'tiny' are not known");
            assertThat(object.program("for_whatever_is_set").attach().problem())
                    .isEqualTo("its section names no function, so a target must be set before it is loaded");
            assertThat(AttachTargets.nearest(
                            kernel, ProgramType.TRACING, AttachType.TRACE_RAW_TP.number(), "btf_trace_sched_swich"))
                    .containsExactly("sched_switch");
        }

        @Test
        void canBeSet() {
            AttachTarget target = function("bpf_prog_put");

            assertThat(object.program("for_whatever_is_set").withAttach(target).attach())
                    .isSameAs(target);
        }
    }
}
