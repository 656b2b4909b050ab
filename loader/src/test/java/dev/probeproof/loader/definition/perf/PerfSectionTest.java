// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.definition.ProbeSyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PerfSectionTest {

    private static PerfSection exact(String text) {
        return PerfSection.parse(text, PerfDialect.EXACT);
    }

    private static PerfSection improved(String text) {
        return PerfSection.parse(text, PerfDialect.IMPROVED);
    }

    private static PerfProbe probe(PerfSection section) {
        return ((PerfMain.Probe) section.main()).probe();
    }

    private static ProbeSyntaxException error(String text, PerfDialect dialect) {
        return catchThrowableOfType(ProbeSyntaxException.class, () -> PerfSection.parse(text, dialect));
    }

    @Test
    void theLastOfExecAndModuleWins() {
        assertThat(exact("module=ext4;exec=/bin/a;ev=f").executable()).isEqualTo("/bin/a");
        assertThat(exact("module=ext4;exec=/bin/a;ev=f").module()).isNull();
        assertThat(exact("exec=/bin/a;module=ext4;ev=f").module()).isEqualTo("ext4");
        assertThat(exact("exec=/bin/a;module=ext4;ev=f").executable()).isNull();
    }

    @Test
    void withoutTermsInlinedCopiesAreProbedAndNoSuffixIsAllowed() {
        assertThat(exact("ev=f").probesInlinedCopies()).isTrue();
        assertThat(exact("ev=f").force()).isFalse();
    }

    @Test
    void termsActFromLeftToRight() {
        assertThat(exact("inlines=no;inlines=yes;ev=f").probesInlinedCopies()).isTrue();
        assertThat(exact("force=yes;force=no;ev=f").force()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"y,true", "Yes,true", "1,true", "10,true", "on,true", "ON,true", "n,false", "No,false", "0,false", "off,false", "of,false"})
    void aBooleanIsReadByItsFirstLetters(String value, boolean expected) {
        assertThat(exact("force=" + value + ";ev=f").force()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "true", "o", "op", "2", " y"})
    void anyOtherBooleanIsRefused(String value) {
        ProbeSyntaxException error = error("force=" + value + ";ev=f", PerfDialect.EXACT);

        assertThat(error.originalError()).isEqualTo("EINVAL");
        assertThat(error.column()).isEqualTo(7);
    }

    @Test
    void aPartWithoutAnEqualsSignIsAWarning() {
        PerfSection section = exact("hello;ev=f");

        assertThat(section.warnings()).containsExactly("'hello' has no '=' and is ignored");
        assertThat(section.terms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec=/lib/x.so;\nforce=y;ev=f", " exec=/lib/x.so;ev=f", "exec =/lib/x.so;ev=f"})
    void keysAreComparedExactlyBlanksIncluded(String text) {
        assertThat(PerfError.of(error(text, PerfDialect.EXACT))).contains(PerfError.PROGCONF_TERM);
        assertThat(improved(text).executable()).isEqualTo("/lib/x.so");
    }

    @Test
    void aNewlineIsHarmlessAfterTheLastTerm() {
        PerfProbe probe = probe(exact("exec=/lib/x.so;\nf=foo a b"));

        assertThat(probe.event()).isEqualTo("f");
        assertThat(probe.arguments()).extracting(PerfArgument::name).containsExactly("a", "b");
    }

    @Test
    void aMistypedKeyIsShownWithItsColumnAndTheNearestOne() {
        for (PerfDialect dialect : PerfDialect.values()) {
            ProbeSyntaxException error = error("exec=/bin/a;inline=no;ev=f a=b", dialect);

            assertThat(error.column()).isEqualTo(13);
            assertThat(error.candidates()).containsExactly("inlines");
            assertThat(error).hasMessageEndingWith("\n  exec=/bin/a;inline=no;ev=f a=b\n              ^");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exec=/bin/a;", "schedule", "exec=/bin/a;schedule"})
    void aMainPartWithoutEqualsAndColonIsAConfigError(String text) {
        assertThat(PerfError.of(error(text, PerfDialect.EXACT))).contains(PerfError.CONFIG);
    }

    @ParameterizedTest
    @CsvSource({
        "syscalls:sys_enter_open, syscalls, sys_enter_open, true",
        "!raw_syscalls:*, raw_syscalls, *, false",
        "s*:a?b, s*, a?b, true",
        "a:b:c, a, b:c, true",
        "schedule:12 cpu, schedule, 12 cpu, true",
    })
    void withoutAnEqualsSignItIsATracepoint(String text, String system, String event, boolean attached) {
        assertThat(exact(text).main()).isEqualTo(new PerfMain.Tracepoint(system, event, attached));
    }

    @Test
    void whatLooksLikeATracepointIsOneInBothDialects() {
        assertThat(improved("!raw_syscalls:*").main()).isEqualTo(new PerfMain.Tracepoint("raw_syscalls", "*", false));
    }

    @Test
    void anEqualsSignAnywhereMakesItAProbeWhichThenLacksAName() {
        ProbeSyntaxException error = error("SyS_open name=filename", PerfDialect.EXACT);

        assertThat(PerfError.of(error)).contains(PerfError.EVENTNAME);
    }

    @Test
    void aLineOfAFunctionNamesItselfIfThereIsAnEqualsSign() {
        assertThat(probe(exact("schedule:12 x=cpu")).event()).isEqualTo("schedule_L12");
        assertThat(probe(improved("schedule:12 cpu")).event()).isEqualTo("schedule_L12");
    }

    @Test
    void everyProbeIsInTheGroupOfPerf() {
        assertThat(probe(exact("ev=f")).group()).isEqualTo("perf_bpf_probe");
        assertThat(probe(exact("perf_bpf_probe:ev=f")).group()).isEqualTo("perf_bpf_probe");
        assertThat(PerfError.of(error("mine:ev=f", PerfDialect.EXACT))).contains(PerfError.GROUP);
    }

    @Test
    void ourTextMayNameAGroupAndLeaveTheEventToItsFunction() {
        assertThat(probe(improved("mine:ev=f")).group()).isEqualTo("mine");
        assertThat(probe(improved("SyS_open name=filename")).event()).isNull();
    }

    @Test
    void aPatternCannotBeWrittenInASectionOfPerf() {
        ProbeSyntaxException error = error("ev=vfs_read;if*count", PerfDialect.EXACT);

        assertThat(PerfError.of(error)).contains(PerfError.PROGCONF_TERM);
    }

    @Test
    void aPatternCanBeWrittenInOurs() {
        PerfSection section = improved("exec=/bin/a; force=yes ;ev=vfs_read;if*count pos");

        assertThat(section.executable()).isEqualTo("/bin/a");
        assertThat(section.force()).isTrue();
        assertThat(probe(section).point())
                .isEqualTo(new PerfPoint.Function("vfs_read", null, new PerfPlace.Pattern("if*count"), 28));
        assertThat(probe(section).arguments()).hasSize(1);
    }

    @Test
    void aPatternMayFollowAFile() {
        assertThat(probe(improved("read_write.c;ret*")).point())
                .isEqualTo(new PerfPoint.SourcePattern("read_write.c", "ret*", 1));
    }

    @Test
    void perfsConfigErrorKeepsTheReasonAndTheColumn() {
        ProbeSyntaxException error = error("exec=/bin/a;ev=f+1z x", PerfDialect.EXACT);

        assertThat(PerfError.of(error)).contains(PerfError.CONFIG);
        assertThat(error.column()).isEqualTo(19);
        assertThat(error.problem()).isEqualTo("expected an offset in bytes but found 'z'");
        assertThat(PerfError.CONFIG.number()).isEqualTo(3900);
    }

    @Test
    void moreArgumentsThanPerfTakesAreItsErange() {
        String text = "ev=f" + " a".repeat(129);

        assertThat(error(text, PerfDialect.EXACT).originalError()).isEqualTo("ERANGE");
        assertThat(probe(exact("ev=f" + " a".repeat(128))).arguments()).hasSize(128);
    }

    @Test
    void numbersOfErrorsAreThoseOfPerf() {
        assertThat(PerfError.values()).hasSize(23);
        assertThat(List.of(PerfError.PROGCONF_TERM.number(), PerfError.OBJCONF_MAP_IDX2BIG.number()))
                .containsExactly(3905, 3922);
    }

    @Test
    void mapTermsHaveRangesAndAccumulate() {
        assertThat(MapTerm.parse("map:a.value[1,3...0x5,7]=10,map:b.event=cycles,map:c.value[all]=0xff"))
                .extracting(MapTerm::map, MapTerm::indexes, MapTerm::content, MapTerm::column)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "a",
                                List.of(new MapTerm.Range(1, 1), new MapTerm.Range(3, 5), new MapTerm.Range(7, 7)),
                                new MapTerm.Content.Number(10),
                                1),
                        org.assertj.core.groups.Tuple.tuple("b", List.of(), new MapTerm.Content.Event("cycles"), 29),
                        org.assertj.core.groups.Tuple.tuple("c", List.of(), new MapTerm.Content.Number(255), 48));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mop:a.value=1; OBJCONF_OPT; 1",
                "map:a=1; OBJCONF_OPT; 6",
                "map:a; OBJCONF_OPT; 6",
                "map:a.value; OBJCONF_CONF; 12",
                "map:a.valeu=1; OBJCONF_MAP_OPT; 7",
                "map:a.value=x; OBJCONF_MAP_VALUE; 13",
                "map:a.value=; OBJCONF_MAP_VALUE; 13",
                "map:a.event=7; OBJCONF_MAP_VALUE; 13",
                "map:a.value[5...3]=1; OBJCONF_CONF; 17",
                "map:a.value[]=1; OBJCONF_CONF; 13",
                "map:a.value[1=1; OBJCONF_CONF; 14",
                "map:a.value=1,; OBJCONF_OPT; 15",
            })
    void aBadMapTermHasPerfsErrorAndAColumn(String text, PerfError expected, int column) {
        ProbeSyntaxException error = catchThrowableOfType(ProbeSyntaxException.class, () -> MapTerm.parse(text));

        assertThat(PerfError.of(error)).contains(expected);
        assertThat(error.column()).isEqualTo(column);
    }

    @Test
    void theLargestIndexMustBeBelowTheNumberOfElements() {
        String text = "map:a.value[1...4]=1";
        MapTerm term = MapTerm.parse(text).get(0);

        term.requireWithin(text, 5);
        assertThatThrownBy(() -> term.requireWithin(text, 4))
                .isInstanceOfSatisfying(ProbeSyntaxException.class, error -> assertThat(PerfError.of(error))
                        .contains(PerfError.OBJCONF_MAP_IDX2BIG));
    }
}
