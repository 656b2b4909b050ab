// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TracefsRoundTripTest {

    private static TracefsProbe probe(String command, TracefsFile file) {
        return ((TracefsCommand.Define) TracefsCommand.parse(command, file)).probe();
    }

    private static TracefsProbe probe(String command) {
        return probe(command, TracefsFile.DYNAMIC_EVENTS);
    }

    private static TracefsProfile kernel(String release) {
        return TracefsProfile.of(release, Archs.X86_64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "6.18", "7.2"})
    void whatIsPrintedReadsBackToTheSame(String release) throws IOException {
        List<String> different = new ArrayList<>();
        int printed = 0;
        for (String line : KernelAnswersTest.lines("tracefs-" + release + ".data")) {
            String[] parts = line.split("\t", 3);
            if (!parts[0].equals("+")) {
                continue;
            }
            TracefsFile file = KernelAnswersTest.file(parts[1]);
            TracefsProbe once = probe(parts[2], file);
            String text = once.print();
            TracefsProbe again = probe(text, file);
            printed++;
            if (!again.print().equals(text)
                    || !again.equals(probe(text, file))
                    || !again.eventName().equals(once.eventName())
                    || !once.canBeAppendedTo(again)) {
                different.add(line);
            }
        }

        assertThat(different).isEmpty();
        assertThat(printed).isGreaterThan(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p:g/e vfs_read a=%di:x32 +8(+u0x10($arg1)):string | p:g/e vfs_read a=%di:x32 +8(+u16($arg1)):string",
                "r12:e vfs_read $retval | r12:e vfs_read $retval",
                "p:e vfs_read%return $retval:s32 | r:e vfs_read $retval:s32",
                "p:e ext4:ext4_sync_file+0x10 | p:e ext4:ext4_sync_file+16",
                "p:e 0xffffffff81000000 | p:e 0xffffffff81000000",
                "p:e /bin/a:0x40%return(0x10) | r:e /bin/a:0x40(0x10)",
                "p:e /bin/a:64 @+0x20:u8 | p:e /bin/a:0x40 @+0x20:u8",
                "f:e vfs_read%return $arg* | f:e vfs_read%return $arg*",
                "t:e sched_switch prev->pid a=+0(prev->comm):string | t:e sched_switch prev->pid a=+0(prev->comm):string",
                "e:x sched/sched_switch a=$prev_pid:u32 if prev_pid > 0 | e:x sched.sched_switch a=$prev_pid:u32 if prev_pid > 0",
                "e:x a.b (task_struct)p->mm.x | e:x a.b (task_struct)p->mm.x",
                "p:e f b1@2/8=x | -",
                "p:e f a=+0(%di):ustring b=+u0(%di):string | p:e f a=+0(%di):ustring b=+u0(%di):string",
                "p:e f a=\\-0x1 b=\\\"te\"xt\":string c=@x-010:b3@4/16 | p:e f a=\\-1 b=\\\"te\"xt\":string c=@x-8:b3@4/16",
                "p:e f a=$COMM b=$stack3:%pd c=+0(%ax):ustring[0x3] | p:e f a=$comm b=$stack3:%pd c=+0(%ax):ustring[3]",
            })
    void aProbeHasOneNormalForm(String command, String normal) {
        if (normal.equals("-")) {
            assertThatThrownBy(() -> probe(command)).isInstanceOf(ProbeSyntaxException.class);
        } else {
            assertThat(probe(command).print()).isEqualTo(normal);
            assertThat(probe(normal).print()).isEqualTo(normal);
        }
    }

    @Test
    void deletionsAndFilesAreRead() {
        assertThat(TracefsCommand.parseAll("# all\n-:a\n\n p:b f # one\n-:g/c\n-:g/\n", TracefsFile.KPROBE_EVENTS))
                .map(Object::toString)
                .containsExactly("-:a", "p:b f", "-:g/c", "-:g/");
        assertThat(TracefsCommand.parse("-:g/c", TracefsFile.KPROBE_EVENTS))
                .isEqualTo(new TracefsCommand.Delete("g", "c"));
    }

    @ParameterizedTest
    @CsvSource({
        "p vfs_read, kprobes/p_vfs_read_0",
        "r vfs_read, kprobes/r_vfs_read_0",
        "p vfs_read+4, kprobes/p_vfs_read_4",
        "p:g/ vfs_read, g/p_vfs_read_0",
        "p /a/bin/t:0x1139, uprobes/p_t_0x1139",
        "r /a/bin/a.out:0x1139, uprobes/p_a_0x1139",
        "f vfs_read, fprobes/vfs_read__entry",
        "f vfs_read%return, fprobes/vfs_read__exit",
        "t sched_switch, tracepoints/sched_switch",
        "e sched/sched_switch, eprobes/sched_switch",
    })
    void anEventWithoutANameIsCalledAsTheKernelCallsIt(String command, String name) {
        TracefsProbe probe = probe(command);

        assertThat(probe.groupName() + "/" + probe.eventName()).isEqualTo(name);
    }

    @Test
    void aSecondPlaceIsAppendedOnlyIfKindAndArgumentsAreTheSame() {
        TracefsProbe first = probe("p:e f a=%di b=+0(%si):u8[2]");

        assertThat(probe("p:e g a=+8(%dx) b=@x:u8[2]").canBeAppendedTo(first)).isTrue();
        assertThat(probe("r:e g a=+8(%dx) b=@x:u8[2]").canBeAppendedTo(first)).isFalse();
        assertThat(probe("p:e g a=+8(%dx) c=@x:u8[2]").canBeAppendedTo(first)).isFalse();
        assertThat(probe("p:e g a=+8(%dx) b=@x:u8[3]").canBeAppendedTo(first)).isFalse();
        assertThat(probe("p:e g a=+8(%dx):u8 b=@x:u8[2]").canBeAppendedTo(first))
                .isFalse();
        assertThat(probe("p:e g a=+8(%dx)").canBeAppendedTo(first)).isFalse();
    }

    @Test
    void aFormOfALaterReleaseIsNamedWithItsReleaseAndColumn() {
        TracefsProbe probe = probe("p:e vfs_read a=$arg1:%pD");
        ProbeSyntaxException error = catchThrowableOfType(
                ProbeSyntaxException.class, () -> kernel("6.1.0-56-amd64").require(probe));

        assertThat(error.problem()).isEqualTo("'%pd' and '%pD' is known since 6.10; this kernel is 6.1");
        assertThat(error.column()).isEqualTo(21);
        assertThatCode(() -> kernel("6.10").require(probe)).doesNotThrowAnyException();
    }

    @Test
    void limitsOfTracefsHoldOnlyWhenTracefsIsTheTarget() {
        String longChain = "+0x10000(".repeat(10) + "%di" + ")".repeat(10);
        TracefsProbe probe = probe("p:e vfs_read " + longChain);

        assertThat(probe.arguments()).hasSize(1);
        assertThatThrownBy(() -> kernel("6.12").require(probe))
                .hasMessageContaining("column 14: tracefs allows 63 characters for an argument, not 103");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p:e f a=+0(%di):u8[65] | tracefs allows arrays of 1 to 64 elements, not 65",
                "p:e f __probe_ip=%di | '__probe_ip' is a field of every event: give the argument another name",
                "p:e f arg2=%di %si | a second argument called 'arg2'",
                "p:e f a23456789012345678901234567890123=%di | tracefs allows names of 32 characters for arguments, not 33",
                "p:e f +0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(%di))))))))))))))) | tracefs allows no more nested"
                        + " dereferences than 14, and fewer with bit-fields, arrays and symbols",
                "r4097:e f | at most 4096 returns can be awaited at once, not 4097",
                "p:e f a=%dii | no register 'dii' in x86_64",
            })
    void eachLimitIsSaidInWords(String command, String problem) {
        TracefsProbe probe = probe(command);
        ProbeSyntaxException error = catchThrowableOfType(
                ProbeSyntaxException.class, () -> kernel("6.12").require(probe));

        assertThat(error.problem()).isEqualTo(problem);
    }

    /** Found by mutation: without the colon of a module without a name, these would be other places. */
    @ParameterizedTest
    @ValueSource(strings = {"p ::a", "r :0", "p:e :0x40", "p :+4"})
    void aModuleWithoutANameIsFollowedByASymbol(String command) {
        assertThatThrownBy(() -> probe(command, TracefsFile.KPROBE_EVENTS)).isInstanceOf(ProbeSyntaxException.class);
    }
}
