// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.at;
import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ProbeResolutionExceptionTest {
    private static TinyKernel types() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        int path = c.struct("path", 16, at(8, c.pointer(c.struct("dentry", 8)), "dentry"));
        int file = c.struct(
                "file",
                64,
                at(0, path, "f_path"),
                at(16, c.u64, "f_pos"),
                at(24, c.array(c.s32, 3), "f_list"),
                at(40, c.pointer(c.add(new BtfType.Fwd("hidden", false))), "f_hidden"),
                at(48, c.pointer(0), "f_data"));
        return c.function("vfs_read", c.s64, param(c.pointer(file), "file"), param(c.pointer(c.charType), "buf"))
                .function("vfs_write", c.s64, param(c.pointer(file), "file"))
                .function("vfs_stop", 0)
                .function("takes_double", 0, param(c.add(new BtfType.Float("double", 8)), "d"));
    }

    private final TargetKernel kernel = types().build();

    private static ProbeResolutionException failure(TargetKernel kernel, String definition) {
        ProbeDefinition parsed = ProbeDefinition.parse(definition);
        return catchThrowableOfType(ProbeResolutionException.class, () -> ProbePointResolver.resolve(parsed, kernel));
    }

    @Test
    void aMissingMemberNamesStructKernelColumnAndTheNearest() {
        ProbeResolutionException failure = failure(kernel, "vfs_read(file->f_pth)");

        assertThat(failure).hasMessage("""
                        no member 'f_pth' in struct file of kernel tiny; nearest: f_path
                          vfs_read(file->f_pth)
                                         ^""");
        assertThat(failure.reason()).isEqualTo(Reason.MEMBER_ABSENT);
        assertThat(failure.name()).isEqualTo("f_pth");
        assertThat(failure.kernel()).isEqualTo("tiny");
        assertThat(failure.definition()).isEqualTo("vfs_read(file->f_pth)");
        assertThat(failure.column()).isEqualTo(16);
        assertThat(failure.candidates()).containsExactly("f_path");
    }

    @Test
    void aMissingFunctionNamesTheNearest() {
        assertThat(failure(kernel, "vfs_raed(file)")).hasMessage("""
                        no function 'vfs_raed' of kernel tiny; nearest: vfs_read
                          vfs_raed(file)
                          ^""");
    }

    @Test
    void aMissingParameterListsAllOfThem() {
        assertThat(failure(kernel, "vfs_read(fil->f_pos)"))
                .hasMessageStartingWith("no parameter 'fil' in vfs_read(file, buf) of kernel tiny; nearest: file\n");
    }

    @Test
    void aMemberThatMovedIntoAStructIsFoundThere() {
        assertThat(failure(kernel, "vfs_read(file->dentry)"))
                .hasMessageEndingWith("\n  hint: struct file has it as f_path.dentry");
    }

    @Test
    void aMemberOfANamesakeIsSaidToBeThere() {
        TinyKernel c = types();
        c.struct("file", 8, at(0, c.s32, "f_other"));

        assertThat(failure(c.build(), "vfs_read(file->f_other)"))
                .hasMessageEndingWith("hint: the kernel has another struct file with such a member, but this function"
                        + " does not use that one");
    }

    @Test
    void aMemberThatIsNowhereGetsNoHint() {
        assertThat(failure(kernel, "vfs_read(file->nowhere_at_all)"))
                .hasMessageNotContaining("hint")
                .hasMessageNotContaining("nearest");
    }

    @Test
    void aCopyWithAnotherSignatureIsToldWhenTheSymbolsShowIt() {
        TargetKernel withSymbols = types().symbols(
                        name -> name.equals("gone.isra.0") ? OptionalLong.of(1) : OptionalLong.empty())
                .build();

        assertThat(failure(withSymbols, "gone(a)")).hasMessageContaining("hint: the compiler made it gone.isra.0");
        assertThat(failure(kernel, "gone(a)")).hasMessageNotContaining("hint");
    }

    @Test
    void aFunctionWithoutTypesIsToldWhenTheSymbolsShowIt() {
        TargetKernel withSymbols = types().symbols(
                        name -> name.equals("memcpy") ? OptionalLong.of(1) : OptionalLong.empty())
                .build();

        assertThat(failure(withSymbols, "memcpy(a)"))
                .hasMessageContaining("hint: the kernel has a symbol of that name, but its BTF does not describe it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "vfs_read(file.f_pos);           IS_A_POINTER;  file;     15; use -> instead of .",
                "vfs_read(file->f_path->dentry); NOT_A_POINTER; f_path;   24; use . instead of ->",
                "vfs_read(file->f_pos->x);       NOT_A_POINTER; f_pos;    23; is no pointer but unsigned long",
                "vfs_read(file->f_pos.x);        NOT_A_STRUCT;  f_pos;    22; which has no members",
                "vfs_read(buf->x);               NOT_A_STRUCT;  buf;      15; leads to char, which has no members",
                "vfs_read(file->f_data->x);      NOT_A_STRUCT;  f_data;   24; void",
                "vfs_read(file->f_hidden->x);    NOT_A_STRUCT;  f_hidden; 26; has the name only",
                "vfs_read(file->f_list.x);       NOT_A_STRUCT;  f_list;   23; index it before",
                "vfs_read(file->f_list[3]);      INDEX;         f_list;   23; has 3 elements",
                "vfs_read(file->f_list[-1]);     INDEX;         f_list;   23; has 3 elements",
                "vfs_read(file->f_pos[0]);       INDEX;         f_pos;    22; neither an array nor a pointer",
                "vfs_read(file->f_data[0]);      INDEX;         f_data;   23; no known size",
                "vfs_read(file->f_hidden[0]);    INDEX;         f_hidden; 25; no known size",
                "vfs_read(file->f_pos:string);   NOT_A_STRING;  f_pos;    16; neither char * nor an array of char",
                "vfs_read(file:string);          NOT_A_STRING;  file;     10; struct file *",
                "vfs_read(file->f_list:string);  NOT_A_STRING;  f_list;   16; int [3]",
                "vfs_stop($retval);              NOT_FETCHABLE; $retval;  10; it is void",
                "takes_double(d);                NOT_FETCHABLE; d;        14; floating-point register",
            })
    void aPathThatIsNoCSaysWhatStandsWhere(
            String definition, Reason reason, String name, int column, String explanation) {
        ProbeResolutionException failure = failure(kernel, definition);

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.name()).isEqualTo(name);
        assertThat(failure.column()).isEqualTo(column);
        assertThat(failure).hasMessageContaining(explanation).hasMessageContaining("on kernel tiny");
    }

    @Test
    void anUnknownRegisterNamesTheNearestOfTheArchitecture() {
        assertThat(failure(kernel, "vfs_read(x=%dii)"))
                .hasMessageStartingWith("no register 'dii' in x86_64 on kernel tiny; nearest: %di");
    }

    @Test
    void anIndexThatNoObjectReachesIsRefused() {
        assertThat(failure(kernel, "vfs_read(file[2147483647].f_list[0])").getMessage())
                .contains("no object is that large");
    }

    @Test
    void aNameWithTwoMeaningsIsAmbiguous() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        c.function("f", 0, param(c.s32, "a"), param(c.s32, "b")).function("f", 0, param(c.s32, "b"));
        TargetKernel twice = c.build();

        assertThat(failure(twice, "f(a)").reason()).isEqualTo(Reason.AMBIGUOUS);
        assertThat(failure(twice, "f(b)").reason()).isEqualTo(Reason.AMBIGUOUS);
        assertThat(failure(twice, "f(c)").reason()).isEqualTo(Reason.ARGUMENT_ABSENT);
    }

    @Test
    void oneMissingArgumentDoesNotHideTheOthers() {
        ResolvedProbe probe =
                ProbePointResolver.examine(ProbeDefinition.parse("vfs_read(file->nothing, file->f_pos)"), kernel);

        assertThat(probe.arguments().get(0)).isInstanceOf(ArgumentOutcome.Unresolved.class);
        assertThat(probe.arguments().get(1)).isInstanceOf(ArgumentOutcome.Resolved.class);
    }

    @ParameterizedTest
    @CsvSource({
        "FUNCTION_ABSENT, true, function",
        "ARGUMENT_ABSENT, true, argument",
        "MEMBER_ABSENT, true, member",
        "IS_A_POINTER, false, is a pointer",
        "NOT_A_POINTER, false, not a pointer",
        "NOT_A_STRUCT, false, not a struct",
        "INDEX, false, index",
        "NOT_A_STRING, false, not a string",
        "AMBIGUOUS, false, ambiguous",
        "NOT_FETCHABLE, false, not fetchable",
        "REGISTER_ABSENT, false, no such register",
    })
    void reasonsHaveTheWordsOfTheDump(Reason reason, boolean absence, String words) {
        assertThat(reason.isAbsence()).isEqualTo(absence);
        assertThat(reason.words()).isEqualTo(words);
    }
}
