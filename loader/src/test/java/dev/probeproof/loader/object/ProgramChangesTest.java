// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be said about a program before it is loaded, for section names that say nothing. */
class ProgramChangesTest {
    private final BpfObject object = TestObjects.read("sections.clang-19.el.o");

    @Test
    void leaveTheObjectAndAllOtherProgramsAsTheyWere() {
        BpfObject changed =
                object.withProgram("unknown_section", program -> program.withType(ProgramType.SOCKET_FILTER, 0));

        assertThat(changed.program("unknown_section").orElseThrow().type()).isEqualTo(ProgramType.SOCKET_FILTER);
        assertThat(object.program("unknown_section").orElseThrow().type()).isEqualTo(ProgramType.UNSPEC);
        assertThat(changed.programs())
                .filteredOn(program -> !program.name().equals("unknown_section"))
                .isEqualTo(object.programs().stream()
                        .filter(program -> !program.name().equals("unknown_section"))
                        .toList());
    }

    @Test
    void canSayItAllByASectionName() {
        ProgramSpec program = object.withProgram(
                        "unknown_section", old -> old.inSection("?fentry.s/vmlinux:do_unlinkat"))
                .program("unknown_section")
                .orElseThrow();

        assertThat(program.type()).isEqualTo(ProgramType.TRACING);
        assertThat(program.expectedAttachType()).isEqualTo(AttachType.TRACE_FENTRY.number());
        assertThat(program.flags()).isEqualTo(16);
        assertThat(program.target()).isEqualTo("vmlinux:do_unlinkat");
        assertThat(program.autoload()).isFalse();
        assertThat(program.section()).isEqualTo("something/else");
    }

    @Test
    void canSayOneThing() {
        ProgramSpec program = object.program("optional_program").orElseThrow();

        assertThat(program.withAutoload(true).autoload()).isTrue();
        assertThat(program.withTarget("vfs_write").target()).isEqualTo("vfs_write");
        assertThat(program.withFlags(32).flags()).isEqualTo(32);
    }

    @Test
    void areRefusedForNamesThatSayNothing() {
        assertThatThrownBy(() -> object.withProgram("unknown_section", program -> program.inSection("nothing/known")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("section name 'nothing/known' says nothing about a program");
        assertThatThrownBy(() -> object.withProgram("absent", program -> program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no program 'absent' in sections.clang-19.el.o");
    }
}
