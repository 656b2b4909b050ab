// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.perf;

import dev.probeproof.loader.uapi.Errno;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PerfEventNamesTest {

    @ParameterizedTest
    @CsvSource({
        "ev=foo, ev",
        "ev=foo%return, ev__return",
        "foo, foo",
        "foo%return, foo__return",
        "foo:3, foo_L3",
        "foo+4, foo",
        "foo.isra.0, foo",
        ".foo, foo",
        "foo\\@plt, foo",
        "fo*, found",
        "fo*%return, found__return",
        "t.c:4, found",
        "0x1139, abs_1139",
        "0x1139%return, abs_1139__return",
    })
    void anEventIsCalledAsPerfCallsIt(String definition, String expected) {
        PerfProbe probe = PerfProbe.parse(definition, PerfDialect.IMPROVED);

        assertThat(PerfEventNames.base(probe, "found")).isEqualTo(expected);
    }

    @Test
    void aNameOf63BytesIsTheLongest() {
        PerfProbe longest = PerfProbe.parse("a".repeat(63) + "=foo", PerfDialect.EXACT);
        PerfProbe tooLong = PerfProbe.parse("a".repeat(64) + "=foo", PerfDialect.EXACT);

        assertThat(PerfEventNames.base(longest, "foo")).hasSize(63);
        assertErrno(Errno.E2BIG, () -> PerfEventNames.base(tooLong, "foo"));
    }

    @Test
    void aFunctionThatIsNoIdentifierNeedsAName() {
        assertErrno(
                Errno.EINVAL, () -> PerfEventNames.base(PerfProbe.parse("a-b", PerfDialect.EXACT), "a-b"));
    }

    @Test
    void aTakenFirstNameIsRefusedUnlessSuffixesAreForced() {
        Predicate<String> taken = Set.of("foo")::contains;

        assertErrno(Errno.EEXIST, () -> new PerfEventNames(false).unused("foo", taken));
        assertThat(new PerfEventNames(true).unused("foo", taken)).isEqualTo("foo_1");
    }

    @Test
    void laterEventsOfADefinitionGetSuffixesWithoutReturn() {
        Set<String> taken = new HashSet<>();
        PerfEventNames names = new PerfEventNames(false);

        taken.add(names.unused("foo__return", taken::contains));
        taken.add(names.unused("foo__return", taken::contains));
        taken.add(names.unused("foo__return", taken::contains));

        assertThat(taken).containsExactlyInAnyOrder("foo__return", "foo_1", "foo_2");
    }

    @Test
    void after1023SuffixesThereIsNoNameLeft() {
        assertErrno(Errno.ERANGE, () -> new PerfEventNames(true).unused("foo", name -> true));
        assertThat(new PerfEventNames(true).unused("foo", name -> !name.equals("foo_1023")))
                .isEqualTo("foo_1023");
    }

    private static void assertErrno(Errno expected, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        PerfEventNames.NamingException.class,
                        error -> assertThat(error.errno()).isEqualTo(expected));
    }
}
