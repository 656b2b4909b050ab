// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.assertions;

import dev.probeproof.scenarios.model.EventRecord;
import dev.probeproof.scenarios.model.JavaValues;
import dev.probeproof.scenarios.model.MapRecord;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.StepRecord;
import dev.probeproof.scenarios.model.Value;
import dev.probeproof.scenarios.run.ProbedKernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where assertions begin. What is expected is a number, a text (also an enumerator or macro such as {@code "-ENOENT"}), a byte array, a list,
 * a map of members ({@link #struct}) or one of the matchers below; values that were seen are typed by the object's BTF.
 *
 * <pre>{@code
 * import static dev.probeproof.scenarios.assertions.ProbeproofAssertions.*;
 *
 * assertThat(kernel).run("read_ends").fetched("retval").isEqualTo(512);
 * assertThat(kernel).map("histogram").containsOnly(entry(2, 1));
 * assertThat(kernel).events("slow").containsExactly(struct("pid", 77, "took_ns", between("2ms", "3ms")));
 * }</pre>
 *
 * <p>A fault of a program that nobody expects fails every assertion about what contains its run.
 */
public final class ProbeproofAssertions {
    private ProbeproofAssertions() {}

    /** About all that happened in a kernel so far, and its maps and variables as they are now. */
    public static SeenAssert<ProbedKernel> assertThat(ProbedKernel kernel) {
        return new SeenAssert<>(kernel, Witness.of(kernel));
    }

    /** About what came of a scenario; {@link ScenarioResultAssert#passed} is what its file expects. */
    public static ScenarioResultAssert assertThat(ScenarioResult result) {
        return new ScenarioResultAssert(result);
    }

    /** About one step: runs, records, lines. */
    public static SeenAssert<StepRecord> assertThat(StepRecord step) {
        return new SeenAssert<>(step, Witness.of(step));
    }

    /** About one run of a program. */
    public static RunsAssert<?> assertThat(RunRecord run) {
        return new SeenAssert<>(run, Witness.of(List.of(run), List.of(), List.of())).run(run.program());
    }

    /** About what a map held. */
    public static MapAssert<?> assertThat(MapRecord map) {
        return new SeenAssert<>(map, Witness.of(List.of(), List.of(), List.of(map))).map(map.map());
    }

    /** About one record of a buffer. */
    public static EventsAssert<?> assertThat(EventRecord event) {
        return new SeenAssert<>(event, Witness.of(List.of(), List.of(event), List.of())).events(event.map());
    }

    /** Members by name: {@code struct("pid", 77, "comm", "cat")}. Those that are not named may be as they like. */
    public static Map<String, Object> struct(String name, Object value, Object... more) {
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "names and values by turns: there is no value for '" + more[more.length - 1] + "'");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        for (int i = 0; i < more.length; i += 2) {
            members.put(String.valueOf(more[i]), more[i + 1]);
        }
        return members;
    }

    /** A key with its value. */
    public static Map.Entry<Object, Object> entry(Object key, Object value) {
        return Map.entry(key, value);
    }

    /** Whatever is there. */
    public static Value any() {
        return JavaValues.word("any");
    }

    /** Both ends included; as the type of what is compared counts, signed or not. */
    public static Value between(Object least, Object most) {
        return matcher("between", List.of(least, most));
    }

    public static Value atLeast(Object least) {
        return matcher("at-least", least);
    }

    public static Value atMost(Object most) {
        return matcher("at-most", most);
    }

    public static Value not(Object other) {
        return matcher("not", other);
    }

    public static Value oneOf(Object... values) {
        return matcher("one-of", List.of(values));
    }

    /** A regular expression that fits the whole text. */
    public static Value matching(String regex) {
        java.util.regex.Pattern.compile(regex);
        return matcher("matches", regex);
    }

    public static Value containing(String part) {
        return matcher("contains", part);
    }

    /** All these bits, and any others. */
    public static Value bits(Object bits) {
        return matcher("bits", bits);
    }

    private static Value matcher(String name, Object value) {
        return JavaValues.expected(Map.of(name, value));
    }
}
