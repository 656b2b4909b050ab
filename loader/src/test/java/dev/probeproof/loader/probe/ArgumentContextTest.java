// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.AttachType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.probeproof.loader.probe.TinyKernel.at;
import static dev.probeproof.loader.probe.TinyKernel.fetchOf;
import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Definitions of places where the context is an array of arguments. */
class ArgumentContextTest {
    /**
     * <pre>
     * struct file { long flags; struct file *next; char *name; };
     * struct pair { struct file *file; int n; };  struct triple { long a, b, c; };
     * int  f(struct file *file, struct pair pair, short n, unsigned char *bytes);
     * void nothing(int n);   long large(struct triple t, int n);   struct pair pairs(int n);   int any(int n, ...);
     * typedef void (*btf_trace_tick)(void *, struct file *, int);   typedef ... btf_trace_tock(void *, long n);
     * int __traceiter_tick(void *__data, struct file *file, int n);
     * typedef void (*btf_trace_nameless)(void *, int);
     * </pre>
     */
    private static TargetKernel kernel(Arch arch) {
        TinyKernel c = new TinyKernel(arch);
        int file = c.struct(
                "file", 24, at(0, c.s64, "flags"), at(8, c.pointer(1), "next"), at(16, c.pointer(c.charType), "name"));
        int filePointer = c.pointer(file);
        int pair = c.struct("pair", 16, at(0, filePointer, "file"), at(8, c.s32, "n"));
        int triple = c.struct("triple", 24, at(0, c.s64, "a"), at(8, c.s64, "b"), at(16, c.s64, "c"));
        int s16 = c.add(new BtfType.Int("short", 2, true, false, false, 0, 16));
        c.function(
                "f",
                c.s32,
                param(filePointer, "file"),
                param(pair, "pair"),
                param(s16, "n"),
                param(c.pointer(c.u8), "bytes"));
        c.function("nothing", 0, param(c.s32, "n"));
        c.function("large", c.s64, param(triple, "t"), param(c.s32, "n"));
        c.function("pairs", pair, param(c.s32, "n"));
        c.function("any", c.s32, param(c.s32, "n"), param(0, ""));
        int own = c.pointer(0);
        c.typedef(
                "btf_trace_tick", c.pointer(c.prototype(0, param(own, ""), param(filePointer, ""), param(c.s32, ""))));
        c.function("__traceiter_tick", c.s32, param(own, "__data"), param(filePointer, "file"), param(c.s32, "n"));
        c.typedef("btf_trace_nameless", c.pointer(c.prototype(0, param(own, ""), param(c.s32, ""))));
        c.typedef("btf_trace_tock", c.pointer(c.prototype(0, param(own, "__data"), param(c.s64, "n"))));
        return c.build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fentry:f(file)              | ctx[0] Int[sizeBytes=8, signed=false]",
                "fentry:f(file->name:string) | ctx[0] +16 +0 Text[maxBytes=64]",
                "fentry:f(pair.file->flags)  | ctx[1] +0 Int[sizeBytes=8, signed=true]",
                "fentry:f(n)                 | ctx[3] Int[sizeBytes=2, signed=true]",
                "fexit:f(bytes)              | ctx[4] Int[sizeBytes=8, signed=false]",
                "fexit:f($retval)            | ctx[5] Int[sizeBytes=4, signed=true]",
                "fmod_ret:f($retval)         | ctx[5] Int[sizeBytes=4, signed=true]",
                "fexit:f($retval:u8)         | ctx[5] Int[sizeBytes=1, signed=false]",
                "fentry:f($arg3:u32)         | ctx[2] Int[sizeBytes=4, signed=false]",
                "fentry:f(+8($arg1):u32)     | ctx[0] +8 Int[sizeBytes=4, signed=false]",
                "fentry:f($arg1->flags)      | ctx[0] +0 Int[sizeBytes=8, signed=true]",
                "tp_btf:tick(n)              | ctx[1] Int[sizeBytes=4, signed=true]",
                "raw_tp:tick(file->flags)    | ctx[0] +0 Int[sizeBytes=8, signed=true]",
                "raw_tp:nameless($arg1:s32)  | ctx[0] Int[sizeBytes=4, signed=true]",
                "rawtracepoint:tick($arg2)   | ctx[1] Int[sizeBytes=8, signed=false]",
            })
    void findTheWordThatHoldsTheArgument(String definition, String fetch) {
        for (String arch : List.of("x86_64", "arm64", "riscv64", "s390x", "ppc64le")) {
            assertThat(fetchOf(kernel(Archs.find(arch).orElseThrow()), definition))
                    .as(arch)
                    .isEqualTo(fetch);
        }
    }

    @Test
    void cutTheSecondWordOfAStructAsTheByteOrderHasIt() {
        assertThat(fetchOf(kernel(Archs.X86_64), "fentry:f(pair.n)")).isEqualTo("ctx[2] Int[sizeBytes=4, signed=true]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fentry:large(n)       | more than 16 bytes",
                "fentry:pairs(n)       | returns a struct",
                "fentry:any(n)         | more than 16 bytes or is no number",
                "fexit:nothing($retval)| it is void in function 'nothing'",
                "fentry:f(%di)         | programs of fentry get arguments, not the registers of the machine",
                "fentry:f($stack0)     | programs of fentry get arguments, not the registers of the machine",
                "fentry:f($arg6)       | no word 6 among the 5 of the arguments",
                "tp_btf:tick(m)        | no parameter 'm' in tick(file, n)",
                "tp_btf:nameless(n)    | no parameter 'n' in nameless(?)",
                "tp_btf:f(n)           | no tracepoint 'f'",
                "fentry:tick(n)        | no function 'tick'",
            })
    void sayWhyAnArgumentCannotBeHad(String definition, String problem) {
        assertThatThrownBy(() -> fetchOf(kernel(Archs.X86_64), definition)).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fentry:f($retval)  | $retval is not there at fentry",
                "tp_btf:t($retval)  | $retval is not there at tp_btf",
                "fexit:f%return     | %return is of kprobes; write fexit:f",
                "fentry:f+4(n)      | fentry is of whole functions",
                "raw_tp:t:3(n)      | raw_tp is of tracepoints",
                "fentry:fs/x.c:7(n) | fentry is of whole functions",
            })
    void refuseWhatTheMechanismDoesNotHave(String definition, String problem) {
        assertThatThrownBy(() -> ProbeDefinition.parse(definition))
                .isInstanceOf(ProbeSyntaxException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void takeTheMechanismFromTheProgramWhereTheDefinitionNamesNone() {
        ProbeDefinition definition = ProbeDefinition.parse("f(n, $retval)", Mechanism.FEXIT);

        assertThat(ProbePointResolver.resolve(definition, kernel(Archs.X86_64))
                        .get(0)
                        .attachPoint())
                .isEqualTo(new AttachPoint.Traced(AttachType.TRACE_FEXIT, "f"));
        assertThatThrownBy(() -> ProbeDefinition.parse("fentry:f(n)", Mechanism.FEXIT))
                .hasMessageContaining("the definition says fentry, the program is for fexit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tp_btf:t*", "raw_tp:t?ck"})
    void meanEveryTracepointThatAPatternMatches(String place) {
        List<ProbePoint> points =
                ProbePointResolver.resolve(ProbeDefinition.parse(place + "(n)"), kernel(Archs.X86_64));

        assertThat(points)
                .extracting(point -> point.arguments().get(0).fetch().base().toString())
                .hasSize(2)
                .anyMatch(base -> base.contains("ctx[1]"))
                .anyMatch(base -> base.contains("ctx[0]"));
    }

    @Test
    void leaveModulesAndLinesOfFunctionsNamedLikeAMechanismAlone() {
        assertThat(ProbeDefinition.parse("fentry:12").mechanism()).isEqualTo(Mechanism.KPROBE);
        assertThat(ProbeDefinition.parse("fentry:ext4:open(x)").target()).hasToString("ext4");
        assertThat(ProbeDefinition.parse("fentry").function()).isEqualTo("fentry");
    }
}
