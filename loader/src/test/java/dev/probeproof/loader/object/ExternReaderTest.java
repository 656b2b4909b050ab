// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.bytes.CorruptObjectException;
import dev.probeproof.loader.elf.ElfBuilder;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExternReaderTest {
    static Stream<String> externs() {
        return TestObjects.of("externs").stream();
    }

    @ParameterizedTest
    @MethodSource("externs")
    void listsValuesInTheOrderOfTheirMapAndThenSymbolsByName(String name) {
        assertThat(TestObjects.read(name).externs().stream().map(ExternReaderTest::text))
                .containsExactly(
                        "value CONFIG_HZ at 0 of 8",
                        "weak value LINUX_NOBODY_KNOWS_THIS at 8 of 8",
                        "weak value CONFIG_IPV6 at 16 of 4",
                        "weak value CONFIG_NOBODY_HAS_THIS at 20 of 4",
                        "value LINUX_KERNEL_VERSION at 24 of 4",
                        "weak value CONFIG_NR_CPUS at 28 of 2",
                        "value CONFIG_BPF_SYSCALL at 30 of 1",
                        "weak value CONFIG_MODE at 31 of 1",
                        "value LINUX_HAS_BPF_COOKIE at 32 of 1",
                        "value LINUX_HAS_SYSCALL_WRAPPER at 33 of 1",
                        "weak value CONFIG_CC_VERSION_TEXT at 34 of 8",
                        "address bpf_prog_put",
                        "function bpf_rcu_read_lock",
                        "function bpf_rcu_read_unlock",
                        "weak function bpf_task_from_pid___one",
                        "weak function bpf_task_from_pid___two",
                        "weak function bpf_task_release",
                        "variable cpu_number",
                        "weak address jiffies",
                        "weak function no_such_function",
                        "weak address no_such_symbol",
                        "weak variable no_such_variable",
                        "weak function takes_unnamed");
    }

    private static String text(Extern extern) {
        String weak = extern.weak() ? "weak " : "";
        if (extern instanceof Extern.Configuration value) {
            return weak + "value " + value.name() + " at " + value.offset() + " of " + value.size();
        } else if (extern instanceof Extern.Address) {
            return weak + "address " + extern.name();
        }
        return weak + (extern instanceof Extern.Function ? "function " : "variable ") + extern.name();
    }

    @ParameterizedTest
    @MethodSource("externs")
    void keepsTheTypesThatTheSourceDeclares(String name) {
        BpfObject object = TestObjects.read(name);

        Extern.Variable number = (Extern.Variable) object.extern("cpu_number").orElseThrow();
        assertThat(object.btf().resolve(number.typeId()))
                .isInstanceOfSatisfying(
                        BtfType.Int.class, type -> assertThat(type.size()).isEqualTo(4));
        Extern.Function two =
                (Extern.Function) object.extern("bpf_task_from_pid___two").orElseThrow();
        assertThat(((BtfType.FuncProto) object.btf().type(two.protoId())).params())
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("externs")
    void putsTheMapOfValuesBehindAllOthers(String name) {
        BpfObject object = TestObjects.read(name);

        MapSpec map = object.maps().get(object.maps().size() - 1);

        assertThat(map.name()).isEqualTo("externs.kconfig");
        assertThat(object.map(".kconfig")).contains(map);
        assertThat(map.type()).isEqualTo(MapType.ARRAY.number());
        assertThat(map.valueSize()).isEqualTo(42);
        assertThat(map.flags()).as("read-only to programs, mappable").isEqualTo(0x480);
        assertThat(map.frozen()).isTrue();
        assertThat(map.initialValue()).as("it depends on the kernel").isNull();
        assertThat(object.btf().kind(map.valueTypeId())).isEqualTo(BtfKind.DATASEC);
    }

    @Nested
    class Refuses {
        private final BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
        private final int integer = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));

        private int variable(String name, int type) {
            return types.add(new BtfType.Var(name, type, BtfType.Var.EXTERN));
        }

        private void section(String name, int... members) {
            List<BtfType.SectionVar> vars = new ArrayList<>();
            for (int member : members) {
                vars.add(new BtfType.SectionVar(member, 0, 0));
            }
            types.add(new BtfType.DataSec(name, 0, vars));
        }

        private ElfBuilder elf(String... undefined) {
            ElfBuilder elf = ElfBuilder.in(ByteOrder.LITTLE_ENDIAN);
            elf.symbol("run", ElfSymbol.FUNC, elf.code("kprobe", new byte[16]), 0, 16);
            for (String name : undefined) {
                elf.symbol(name, ElfSymbol.NOTYPE, ElfSymbol.UNDEFINED, 0, 0);
            }
            return elf;
        }

        private void assertRefused(ElfBuilder elf, String message) {
            elf.section(".BTF", ElfSection.PROGBITS, 0, types.toBtf().raw().toArray());
            assertRefused(elf.build(), message);
        }

        private void assertRefused(Bytes file, String message) {
            assertThatThrownBy(() -> ObjectReader.read(file, "built.o"))
                    .isInstanceOf(CorruptObjectException.class)
                    .hasMessageContaining(message);
        }

        @Test
        void symbolsThatNoTypesDescribe() {
            assertRefused(elf("nobody").build(), "extern 'nobody': and no BTF says what it is; compile with -g");
            assertRefused(elf("nobody"), "extern 'nobody': and BTF does not declare it as extern");
        }

        @Test
        void symbolsOutsideTheTwoSections() {
            int lost = variable("lost", integer);
            assertRefused(elf("lost"), "extern 'lost': declared outside .ksyms and .kconfig");
            section(".foreign", lost);
            assertRefused(elf("lost"), "it describes section .foreign, which is not in the file");
        }

        @Test
        void valuesOfTypesThatNoOptionHas() {
            int pointer = types.add(new BtfType.Ptr(integer));
            section(".kconfig", variable("CONFIG_A", pointer));

            assertRefused(elf("CONFIG_A"), "extern 'CONFIG_A': a configuration value is a bool, a char, an integer");
        }

        @Test
        void valuesOfAnAbsurdSize() {
            int letter = types.add(new BtfType.Int("char", 1, true, false, false, 0, 8));
            section(".kconfig", variable("CONFIG_A", types.add(new BtfType.Array(letter, integer, 1 << 20))));

            assertRefused(elf("CONFIG_A"), "extern 'CONFIG_A': configuration values of more than 65536 bytes");
        }

        @Test
        void declarationsWithoutASymbol() {
            section(".ksyms", variable("there", integer), variable("gone", integer));

            assertRefused(elf("there"), "extern 'gone': declared in .ksyms, but the symbol table does not have it");
        }
    }
}
