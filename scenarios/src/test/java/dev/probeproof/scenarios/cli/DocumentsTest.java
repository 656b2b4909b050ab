// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.probeproof.loader.error.ProbeproofException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documents show is what happens: outputs are compared with a run, code with its file, links with files. */
class DocumentsTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CONSOLE = Pattern.compile("(?ms)^```console\n\\$ \\./probeproof ([^\n]*)\n(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("(?ms)^<!-- from: (\\S+) -->\n```\\w+\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern TEST = Pattern.compile("(?m)\\| `(\\w+)` \\|$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private static List<Path> documents() {
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> showsWhatCommandsPrint() {
        return documents().stream()
                .filter(document -> CONSOLE.matcher(text(document)).find())
                .map(document -> DynamicTest.dynamicTest(document.getFileName().toString(), () -> compare(document)));
    }

    private static void compare(Path document) throws IOException {
        String before = text(document);
        String after = CONSOLE.matcher(before)
                .replaceAll(shown -> Matcher.quoteReplacement(
                        "```console\n$ ./probeproof " + shown.group(1) + "\n" + output(shown.group(1)) + "```"));
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(document, after);
        }
        assertThat(text(document))
                .as("outputs in %s (-Dgolden=update writes them anew)", document)
                .isEqualTo(after);
    }

    /** What a reader of the document would see, who stands at the top of the tree. */
    private static String output(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2);
            words.add(text.startsWith("examples/") ? "../" + text : text);
        }
        CommandRun run = CommandRun.of(words.toArray(String[]::new));
        return (run.out() + run.err()).replace("../examples/", "examples/");
    }

    @TestFactory
    Stream<DynamicTest> showsCodeThatExists() {
        return documents().stream()
                .flatMap(document -> CODE.matcher(text(document))
                        .results()
                        .map(code -> DynamicTest.dynamicTest(
                                document.getFileName() + ": " + code.group(1),
                                () -> assertThat(text(TOP.resolve(code.group(1))))
                                        .contains(code.group(2)))));
    }

    @Test
    void linksLeadToFiles() {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(text(document));
            while (link.find()) {
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    dead.add(document.getFileName() + " -> " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyErrorIsExplained() {
        List<String> kinds = new ClassFileImporter()
                .importPackages("dev.probeproof").stream()
                        .filter(type -> type.isAssignableTo(ProbeproofException.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getSimpleName)
                        .map(Failure::kind)
                        .sorted()
                        .toList();
        List<String> explained = text(TOP.resolve("docs/errors.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(explained).containsAll(kinds).contains("io", "memory", "internal");
    }

    /** The last column of a table names the method that proves its row. */
    @Test
    void everyTestThatADocumentNamesIsThere() throws IOException {
        List<String> named = TEST.matcher(text(TOP.resolve("docs/perf-compat.md")))
                .results()
                .map(row -> row.group(1))
                .distinct()
                .toList();
        assertThat(named).hasSizeGreaterThan(30);

        Set<String> missing = new TreeSet<>(named);
        for (String module : List.of("loader", "emulator", "kernel-shim", "scenarios")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith("Test.java"))
                        .toList()) {
                    String code = text(file);
                    missing.removeIf(test -> code.contains("void " + test + "("));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandIsInTheDocument() {
        assertThat(text(TOP.resolve("docs/cli.md")))
                .contains(Commands.NAMES.stream().map(name -> "| `" + name).toList());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
