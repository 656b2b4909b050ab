// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.probeproof.loader.probe.TinyKernel.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Which places of a kernel a definition means, and how what is there is shown. */
class PlacesTest {
    private static TargetKernel kernel() {
        TinyKernel c = new TinyKernel(Archs.X86_64);
        int state = c.add(new BtfType.Enum(
                "state",
                false,
                4,
                false,
                List.of(new BtfType.Enumerator("GONE", 0xffff_ffffL), new BtfType.Enumerator("READY", 1))));
        int anonymous = c.add(new BtfType.Enum("", false, 4, false, List.of(new BtfType.Enumerator("ON", 1))));
        c.typedef("switch_t", anonymous);
        c.function("tcp_open", 0, param(c.u32, "port"), param(c.u16, "kind"));
        c.function("tcp_close", 0, param(c.u64, "sk"), param(c.u32, "port"), param(c.u16, "kind"));
        c.function("tcp_idle", 0);
        c.function(
                "udp_open", 0, param(c.u16, "port"), param(state, "state"), param(c.typedef("again", state), "next"));
        return c.build();
    }

    private static List<ProbePoint> points(String definition) {
        return ProbePointResolver.resolve(ProbeDefinition.parse(definition), kernel());
    }

    @Test
    void aPatternMeansAllFunctionsThatMatch() {
        assertThat(points("tcp_*"))
                .extracting(point -> point.attachPoint().toString())
                .containsExactly("kprobe:tcp_open", "kprobe:tcp_close", "kprobe:tcp_idle");
        assertThat(points("*_open(port)"))
                .extracting(point -> point.arguments().get(0).fetch().leaf())
                .containsExactly(new FetchLeaf.Int(4, false), new FetchLeaf.Int(2, false));
        assertThat(points("tcp_[!c]*%return"))
                .extracting(point -> point.attachPoint().toString())
                .containsExactly("kretprobe:tcp_open", "kretprobe:tcp_idle");
    }

    @Test
    void whatSomeOfThemLackIsAbsentThereAndKeepsItsForm() {
        List<ProbePoint> points = points("tcp_*(port, kind)");

        assertThat(points).hasSize(3);
        assertThat(points.get(2).arguments())
                .extracting(argument -> argument.fetch().base())
                .allMatch(FetchBase.Absent.class::isInstance);
        assertThat(points.get(2).arguments().get(1).fetch().leaf()).isEqualTo(new FetchLeaf.Int(2, false));
        assertThat(((FetchBase.Absent) points.get(2).arguments().get(0).fetch().base()).reason())
                .contains("no parameter 'port' in tcp_idle()");
    }

    @Test
    void whatAllOfThemLackIsAnError() {
        assertThatThrownBy(() -> points("tcp_*(nothing)")).hasMessageContaining("no parameter 'nothing' in tcp_open");
        assertThatThrownBy(() -> points("sctp_*")).hasMessageContaining("no function matches 'sctp_*'");
    }

    @Test
    void aPlaceInsideAFunctionTakesRegistersAndVariablesAsTheyAre() {
        ProbePoint point = points("tcp_open+0x10(%di, &$global(x))").get(0);

        assertThat(point.attachPoint()).hasToString("kprobe:tcp_open+16");
        assertThat(point.arguments()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tcp_open+4(port);      12; where 'port' lies at tcp_open+0x4 needs debug information",
                "tcp_open:3(port);      1;  line 3 of 'tcp_open' needs debug information",
                "tcp_open@net/tcp.c;    1;  which function named 'tcp_open' is the one of net/tcp.c needs debug information",
                "net/tcp.c:17;          1;  line 17 of net/tcp.c needs debug information",
                "0xffffffff81000000;    1;  which function the address 0xffffffff81000000 lies in needs debug information",
                "/bin/sh:main(argc);    1;  a place in the file '/bin/sh' needs debug information",
            })
    void whatOnlyDebugInformationKnowsSaysSoAndHowToGiveIt(String definition, int column, String message) {
        ProbeResolutionException failure =
                catchThrowableOfType(ProbeResolutionException.class, () -> points(definition));

        assertThat(failure.reason()).isEqualTo(ProbeResolutionException.Reason.NEEDS_DEBUG_INFORMATION);
        assertThat(failure).hasMessageContaining(message).hasMessageContaining("--debug-info FILE");
        assertThat(failure.column()).isEqualTo(column);
    }

    @Test
    void aFunctionOfAModuleHasTheModulesTypes() {
        TargetKernel kernel = kernel();
        TinyKernel types = new TinyKernel(Archs.X86_64);
        types.function("ext4_open", 0, param(types.u8, "flag"));
        TargetKernel with = new TargetKernel(
                kernel.name(),
                kernel.release(),
                kernel.arch(),
                kernel.btf(),
                List.of(new KernelModule("ext4", types.btf())),
                kernel.symbols(),
                KernelConfig.UNKNOWN);

        assertThat(TinyKernel.fetchOf(with, "ext4:ext4_open(flag)")).isEqualTo("di Int[sizeBytes=1, signed=false]");
        assertThatThrownBy(() -> TinyKernel.fetchOf(with, "ext3:ext4_open(flag)"))
                .hasMessageContaining("no types of a module 'ext3'")
                .hasMessageContaining("nearest: ext4")
                .hasMessageContaining("--module FILE");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp_open, tcp_open, true",
        "tcp_*, tcp_, true",
        "tcp_*, udp_, false",
        "*open*, tcp_opened, true",
        "*a*b*c*, xaxbxcx, true",
        "*a*b*c*, xaxcxbx, false",
        "t?p, tcp, true",
        "t?p, tp, false",
        "t[a-d]p, tcp, true",
        "t[!a-d]p, tcp, false",
        "t[xc]p, tcp, true",
        "t[c-]p, t-p, true",
        "*, '', true",
        "a[b, a[b, true",
        "[, [, true",
    })
    void patternsMatchAsInAShell(String pattern, String name, boolean matches) {
        assertThat(new FunctionGlob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyStarsTakesNoLongerThanItsNames() {
        assertThat(new FunctionGlob("*a".repeat(30) + "b").matches("a".repeat(5000)))
                .isFalse();
    }

    private static Display display(String argument) {
        return TinyKernel.resolve(kernel(), "udp_open(" + argument + ")")
                .argument()
                .display();
    }

    @Test
    void anEnumIsShownByNameUnlessItsAuthorWantsANumber() {
        Display.Enumeration states = new Display.Enumeration(
                "state", List.of(new Display.Enumerator("GONE", -1), new Display.Enumerator("READY", 1)));

        assertThat(display("state")).isEqualTo(states);
        assertThat(display("next")).isEqualTo(states);
        assertThat(display("state:enum")).isEqualTo(states);
        assertThat(display("state:dec")).isEqualTo(Display.PLAIN);
        assertThat(display("(u32)state")).isEqualTo(Display.PLAIN);
        assertThat(display("(enum state)port")).isEqualTo(states);
        assertThat(display("port:enum(state)")).isEqualTo(states);
        assertThat(display("port:enum(enum state)")).isEqualTo(states);
        assertThat(display("port:flags(switch_t)"))
                .isEqualTo(new Display.Flags("switch_t", List.of(new Display.Enumerator("ON", 1))));
        assertThat(display("state:flags")).isInstanceOf(Display.Flags.class);
        assertThat(display("(switch_t)port"))
                .isEqualTo(new Display.Enumeration("switch_t", List.of(new Display.Enumerator("ON", 1))));
    }

    @Test
    void aNumberIsShownAsAsked() {
        assertThat(display("port")).isEqualTo(Display.PLAIN);
        assertThat(display("port:hex")).isEqualTo(new Display.Hexadecimal());
        assertThat(display("(u8)port:char")).isEqualTo(new Display.Character());
        assertThat(display("port:sym")).isEqualTo(new Display.SymbolAndOffset());
    }
}
