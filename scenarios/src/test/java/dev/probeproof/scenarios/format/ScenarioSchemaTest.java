// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.probeproof.scenarios.json.JsonObject;
import dev.probeproof.scenarios.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What editors are told is what the reader does. */
class ScenarioSchemaTest {
    private static final String TEXT = text();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT);

    @Test
    void hasTheKeysOfTheReader() {
        Set<String> top = new LinkedHashSet<>(ScenarioReader.KEYS);
        assertThat(keys("scenario")).containsExactlyInAnyOrderElementsOf(top);
        top.add(ScenarioReader.GROUP);
        assertThat(properties(object())).containsExactlyInAnyOrderElementsOf(top);
        assertThat(keys("expect")).containsExactlyInAnyOrderElementsOf(ExpectationReader.KEYS);
        assertThat(keys("run")).containsExactlyInAnyOrderElementsOf(ExpectationReader.RUN);
        assertThat(keys("map")).containsExactlyInAnyOrderElementsOf(ExpectationReader.MAP);
        assertThat(keys("events")).containsExactlyInAnyOrderElementsOf(ExpectationReader.EVENTS);
    }

    @Test
    void hasTheKindsOfStepsWithTheirKeys() {
        assertThat(names(definitions()).stream()
                        .filter(name -> name.startsWith("step-"))
                        .map(name -> name.substring("step-".length())))
                .containsExactlyInAnyOrderElementsOf(StepReader.KINDS.keySet());
        StepReader.KINDS.forEach((kind, beside) -> {
            List<String> known = new ArrayList<>(StepReader.COMMON);
            known.addAll(beside);
            known.add(kind);
            assertThat(keys("step-" + kind)).as(kind).containsExactlyInAnyOrderElementsOf(known);
        });
    }

    static Stream<Path> committedScenarios() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(
                Path.of("../examples/scenarios"),
                Path.of("examples/src/test/resources"),
                Path.of("src/test/resources/scenarios"),
                Path.of("src/test/resources/tools"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(found::add);
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("committedScenarios")
    void committedScenariosConform(Path file) throws IOException {
        assertThat(ScenarioReader.read(file).scenarios()).isNotEmpty();
        String text = Files.readString(file);
        // The validator's reader of YAML does not know aliases.
        for (String document : text.matches("(?s).*: \\*\\w.*") ? new String[0] : text.split("(?m)^---$")) {
            assertThat(errors(document)).isEmpty();
        }
    }

    /** The same for every kind of step and expectation at once. */
    @Test
    void whatTheReaderTakesConforms() {
        String text = """
                scenario: all
                objects: [a.o, b.o]
                programs: one
                kernels: 6.*-amd64
                tags: [a, b]
                probes: {one: ['vfs_read(count)']}
                attach: {one: vfs_read}
                variables: {a: 1, 'b[2]': {c: 3}}
                maps: {m: {max-entries: 5, entries: [{key: 1, value: 2}]}}
                seed: 0x10
                cpus: 2
                clock: 1.5s
                tasks: {a: {pid: 1, comm: a}}
                kernel: {f: {type: struct file, f_pos: 5}}
                user: {t: /etc, h: {hex: 00 01}}
                mocks: {bpf_x: [1, -14], bpf_y: {returns: 0, writes: {1: sh}}, bpf_z: 7}
                steps:
                  - {call: vfs_read, args: [$f, 0, 1], returns: -EIO, takes: 3us, in: a, cpu: 1, repeat: 2, stack: [1, 2]}
                  - {enter: vfs_read, registers: {di: 1}, stack: {kernel: [1], user: [2]}}
                  - {leave: vfs_read, at: 2s}
                  - {syscall: openat, args: {dfd: 1}}
                  - {enter-syscall: openat}
                  - {leave-syscall: openat, returns: 3}
                  - {tracepoint: 'a:b', fields: {c: 1}}
                  - {user-call: '/bin/sh:main'}
                  - {user-enter: '/bin/sh:main'}
                  - {user-leave: '/bin/sh:main'}
                  - {sample: 1, address: 2}
                  - {run: one, data: {hex: 00}, context: [1, 2]}
                  - {update: m, key: 1, value: {a: 1}}
                  - {delete: m, key: 1}
                  - {set: {$f->f_pos: 1}}
                  - {wait: 5ms, name: later, kernels: [5.10-*], after: 0}
                expect:
                  runs: {one: 0, two: {times: {at-least: 1}, returns: 0, fetched: {a: failed}}, three: {between: [0, 1]}}
                  maps: {m: empty, n: [{key: 1}], o: {has: [{value: 2}], absent: [3], count: 1}}
                  variables: {a: any}
                  events: {e: [{a: 1}], f: empty, g: {type: struct x, has: [{b: 2}]}}
                  printed: [a, {matches: "b.*"}]
                  nothing-else: true
                  per-kernel: {5.10-*: {runs: {one: 1}}}
                """;
        assertThat(ScenarioReader.read(text, Path.of("all.yaml")).scenarios()).hasSize(1);
        assertThat(errors(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scenario: a\nobjcet: b",
                "scenario: a",
                "object: b",
                "scenario: a\nobject: b\nsteps: [{call: f, retruns: 1}]",
                "scenario: a\nobject: b\nsteps: [{call: f, wait: 1ms}]",
                "scenario: a\nobject: b\nsteps: [{in: a}]",
                "scenario: a\nobject: b\nsteps: [{update: m, key: 1}]",
                "scenario: a\nobject: b\nsteps: [{wait: soon}]",
                "scenario: a\nobject: b\nexpect: {run: {a: 0}}",
                "scenario: a\nobject: b\nexpect: {runs: {a: {fetch: 0}}}",
                "scenario: a\nobject: b\nexpect: {nothing-else: maybe}",
                "scenario: a\nobject: b\nkernel: {f: {f_pos: 1}}",
                "scenarios: [{scenario: a, objects: b, expcet: {}}]"
            })
    void whatTheReaderRefusesDoesNotConform(String text) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ScenarioReader.read(text, Path.of("bad.yaml"))))
                .isInstanceOf(ScenarioSyntaxException.class);
        assertThat(errors(text)).isNotEmpty();
    }

    private static List<String> errors(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML).stream()
                .map(Error::toString)
                .toList();
    }

    private static JsonObject object() {
        return (JsonObject)
                JsonReader.read(TEXT.getBytes(StandardCharsets.UTF_8), 0, TEXT.getBytes(StandardCharsets.UTF_8).length);
    }

    private static JsonObject definitions() {
        return object().optionalObject("$defs").orElseThrow();
    }

    private static Set<String> keys(String definition) {
        return properties(definitions().optionalObject(definition).orElseThrow());
    }

    private static Set<String> properties(JsonObject of) {
        return names(of.optionalObject("properties").orElseThrow());
    }

    private static Set<String> names(JsonObject object) {
        return object.members().keySet();
    }

    private static String text() {
        try (InputStream in = ScenarioReader.class.getResourceAsStream("scenario.schema.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
