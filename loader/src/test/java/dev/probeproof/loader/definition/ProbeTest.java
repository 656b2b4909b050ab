// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static dev.probeproof.loader.definition.ProbePath.addressOf;
import static dev.probeproof.loader.definition.ProbePath.arg;
import static dev.probeproof.loader.definition.ProbePath.cast;
import static dev.probeproof.loader.definition.ProbePath.containerOf;
import static dev.probeproof.loader.definition.ProbePath.deref;
import static dev.probeproof.loader.definition.ProbePath.global;
import static dev.probeproof.loader.definition.ProbePath.path;
import static dev.probeproof.loader.definition.ProbePath.perCpu;
import static dev.probeproof.loader.definition.ProbePath.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ProbeTest {
    static Stream<Arguments> builtAndWritten() {
        return Stream.of(
                arguments(Probe.at("vfs_read"), "vfs_read"),
                arguments(Probe.at("vfs_read").onReturn(), "vfs_read%return"),
                arguments(
                        Probe.at("vfs_read")
                                .fetch(
                                        "name",
                                        arg("file")
                                                .arrow("f_path")
                                                .dot("dentry")
                                                .arrow("d_name")
                                                .dot("name")
                                                .string())
                                .fetch(arg("count")),
                        "vfs_read(name=file->f_path.dentry->d_name.name:string, count)"),
                arguments(
                        Probe.at("tcp_connect")
                                .fetch(cast("struct inet_sock *", arg("sk"))
                                        .arrow("inet_sport")
                                        .hex()),
                        "tcp_connect(((struct inet_sock *)sk)->inet_sport:hex)"),
                arguments(
                        Probe.at("f")
                                .fetch(cast("u32", deref(arg(1).arrow("p"))))
                                .fetch(addressOf(arg("a").dot("b"))),
                        "f((u32)*$arg1->p, &a.b)"),
                arguments(
                        Probe.at("f")
                                .fetch(containerOf(arg("p"), "struct s", "a.b[1]")
                                        .arrow("x")
                                        .index(-2)),
                        "f(container_of(p, struct s, a.b[1])->x[-2])"),
                arguments(
                        Probe.at("f")
                                .fetch(arg("req").arrow("buf").user().arrow("len"))
                                .fetch(arg("req").user().arrow("k").kernel().index(0)),
                        "f(req->buf@user->len, req@user->k@kernel[0])"),
                arguments(
                        Probe.at("f%return")
                                .fetch("j", global("jiffies"))
                                .fetch(perCpu("a").dot("b"))
                                .fetch(perCpu("a", 3))
                                .fetch(returned().decimal()),
                        "f%return(j=$global(jiffies), $percpu(a).b, $percpu(a, 3), $retval:dec)"),
                arguments(
                        Probe.at("f")
                                .fetch(arg("a").flags("wq_flags"))
                                .fetch(arg("b").enumeration("e"))
                                .fetch(arg("c").character())
                                .fetch(arg("d").symbol())
                                .fetch(arg("e").string(9))
                                .fetch(arg("g").userString())
                                .fetch(arg("h").userString(100)),
                        "f(a:flags(wq_flags), b:enum(e), c:char, d:sym, e:string(9), g:ustring, h:ustring(100))"),
                arguments(
                        Probe.at("fs/read_write.c:451")
                                .fetch(path("buf@user[2]"))
                                .fetchRaw("r", "+8(%di):u32"),
                        "fs/read_write.c:451(buf@user[2], r=+8(%di):u32)"));
    }

    @ParameterizedTest
    @MethodSource("builtAndWritten")
    void whatIsBuiltEqualsWhatIsRead(Probe built, String written) {
        assertThat(built).hasToString(written);
        assertThat(built.definition()).isEqualTo(ProbeDefinition.parse(written));
    }

    @Test
    void probesAndPathsAreValues() {
        Probe probe = Probe.at("f");
        ProbePath path = arg("a");
        probe.fetch(path.arrow("b"));

        assertThat(probe).hasToString("f");
        assertThat(path).hasToString("a");
    }

    @Test
    void aNameCannotCarryMoreThanAName() {
        assertThatThrownBy(() -> arg("a->b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arg("a").arrow("b:string")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Probe.at("f").fetch("x=a, y", arg("b"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Probe.at("f(a)")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arg(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cast("u32)(u8", arg("a")).arrow("b").string().arrow("c"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Probe.at("f").fetchRaw("x", "%di, %si")).isInstanceOf(ProbeSyntaxException.class);
        assertThatThrownBy(() -> path("a, b")).isInstanceOf(ProbeSyntaxException.class);
    }

    @Test
    void nothingFollowsAType() {
        assertThatThrownBy(() -> arg("a").string().arrow("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a:string");
    }
}
