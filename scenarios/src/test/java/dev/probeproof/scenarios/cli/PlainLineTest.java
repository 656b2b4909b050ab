// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read without picocli must mean what picocli makes of it. */
class PlainLineTest {
    /** The commands that read themselves, as users type them. */
    private static final Map<String, List<String>> PLAIN = Map.of(
            "check", List.of("a.o", "b.o"),
            "fit", List.of("a.o"),
            "verify", List.of("a.o", "b.o"),
            "dump", List.of("object", "a.o"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "-V --json",
                "--pretty --version",
                "check a.o",
                "-j check a.o -k 6.1-amd64 --kernel 7.2-amd64 b.o",
                "check --probe vfs_read(pos) a.o --probe on_file=vfs_read(pos) --built-for 5.10-amd64 --layout perf",
                "check a.o --module m.ko --module n.ko --kconfig config",
                "dump object a.o",
                "dump probes -p --probe vfs_read(file->f_pos)",
                "dump --instructions image --json a.o b.o -k running",
                "verify a.o --program one --program two --stats",
                "fit a.o --notes --all-programs --program one"
            })
    void readsAPlainLineAsPicocliDoes(String line) {
        List<String> words = List.of(line.split(" "));

        Command read = PlainLine.read(words);

        assertThat(read).isNotNull();
        assertThat(state(read)).isEqualTo(state(Parsing.parse(words).command()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "check --json",
                "chekc a.o",
                "check a.o --help",
                "check a.o --lyout perf",
                "check a.o --layout",
                "check a.o --layout --json",
                "check a.o --layout perf --layout struct",
                "check a.o --json -j",
                "check a.o --kernel=6.1-amd64",
                "check -jp a.o",
                "check -- a.o",
                "--color never check a.o",
                "verify a.o --log-level 2",
                "btf print 6.1-amd64",
                "features --list",
                "serve"
            })
    void leavesToPicocliWhatIsNotPlain(String line) {
        assertThat(PlainLine.read(List.of(line.split(" ")))).isNull();
    }

    /** Also for options that are yet to come: either it is left to picocli, or the state is the same. */
    @TestFactory
    Stream<DynamicTest> everyOptionMeansTheSame() {
        return PLAIN.keySet().stream()
                .sorted()
                .flatMap(name -> new CommandLine(Commands.create(name, new OutputOptions()))
                        .getCommandSpec().options().stream()
                                .flatMap(option -> Arrays.stream(option.names())
                                        .map(typed -> DynamicTest.dynamicTest(
                                                name + " " + typed, () -> same(name, typed, option)))));
    }

    private static void same(String name, String typed, OptionSpec option) {
        List<String> words = new ArrayList<>(List.of(name, typed));
        if (option.arity().min() > 0) {
            words.add("1");
        }
        words.addAll(PLAIN.get(name));

        Command read = PlainLine.read(words);

        if (read != null) {
            assertThat(state(read)).isEqualTo(state(Parsing.parse(words).command()));
        }
    }

    /** Every field that the command line may set, by name; those of shared options with the name of their field in front. */
    private static Map<String, Object> state(Object owner) {
        Map<String, Object> state = new TreeMap<>();
        for (Field field : owner.getClass().getDeclaredFields()) {
            try {
                field.setAccessible(true);
                Object value = field.get(owner);
                if (value.getClass().getSimpleName().endsWith("Options")) {
                    state(value).forEach((inner, known) -> state.put(field.getName() + "." + inner, known));
                } else if (value instanceof Iterable || !field.getType().isInterface()) {
                    state.put(field.getName(), value);
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return state;
    }
}
