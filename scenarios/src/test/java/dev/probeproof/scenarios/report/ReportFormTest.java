// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.model.SourcePosition;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

class ReportFormTest {
    private static final Scenario SCENARIO = ScenarioReader.read(
                    "# first line\nscenario: 'a <b> | c'\nobject: a.o\n", Path.of("dir,x/a.yaml"))
            .scenarios()
            .get(0);
    private static final Mismatch MISMATCH = new Mismatch(
            new SourcePosition("dir,x/a.yaml", 7, 3), "map 'm'", "an entry {key: 1}", "100% of\nnothing \u0001", "");

    @Test
    void junitXmlIsWellFormedWhateverAProgramPrinted() throws Exception {
        String xml = ReportForm.JUNIT.write(files());

        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("testsuite")
                .item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        Element failed = (Element) suite.getElementsByTagName("testcase").item(1);
        assertThat(failed.getAttribute("name")).isEqualTo("a <b> | c [6.1-amd64]");
        assertThat(failed.getAttribute("classname")).isEqualTo("dir,x.a");
        assertThat(failed.getTextContent())
                .contains("dir,x/a.yaml:7:3: map 'm'")
                .contains("nothing ?");
    }

    /** Jenkins' xUnit plugin refuses a whole file for an attribute that its schema does not have; Surefire's wants these. */
    @Test
    void junitXmlHasWhatSchemasAskForAndNothingElse() throws Exception {
        Map<String, Set<String>> attributes = Map.of(
                "testsuites", Set.of(),
                "testsuite", Set.of("name", "tests", "failures", "errors", "skipped", "time"),
                "testcase", Set.of("name", "classname", "time"),
                "failure", Set.of("message", "type"),
                "error", Set.of("message", "type"),
                "skipped", Set.of("message"));
        NodeList all = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(ReportForm.JUNIT.write(files()).getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("*");

        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            Set<String> names = new HashSet<>();
            for (int j = 0; j < element.getAttributes().getLength(); j++) {
                names.add(element.getAttributes().item(j).getNodeName());
            }
            assertThat(names).as(element.getTagName()).isEqualTo(attributes.get(element.getTagName()));
            seen.add(element.getTagName());
        }
        assertThat(seen).isEqualTo(attributes.keySet());
    }

    @Test
    void githubGetsOneEscapedLineForEachMismatch() {
        assertThat(ReportForm.GITHUB.write(files())).isEqualTo("""
                ::error file=dir%2Cx/a.yaml,line=7,col=3,title=a <b> | c on 6.1-amd64::map 'm': expected an entry {key: 1} but was 100%25 of%0Anothing \u0001
                ::error file=dir%2Cx/a.yaml,line=2,col=11,title=a <b> | c on 6.12-amd64::no such file
                """);
    }

    @Test
    void githubGetsTenLinesAtMost() {
        ScenarioResult failed = new ScenarioResult(
                SCENARIO,
                "6.1-amd64",
                ScenarioResult.Status.FAILED,
                "",
                Collections.nCopies(50, MISMATCH),
                List.of(),
                List.of());

        List<String> lines = ReportForm.GITHUB
                .write(List.of(new FileResults("a.yaml", List.of(failed))))
                .lines()
                .toList();

        assertThat(lines).hasSize(10).last().isEqualTo("::error title=probeproof::and 41 more");
    }

    @Test
    void markdownIsATableOfScenariosByKernels() {
        assertThat(ReportForm.MARKDOWN.write(files())).startsWith("""
                ### dir,x/a.yaml

                | scenario | 5.10-amd64 | 6.1-amd64 | 6.12-amd64 | 7.2-amd64 |
                |---|:-:|:-:|:-:|:-:|
                | a <b> \\| c | passed | **failed** | **error** | skipped |
                """);
    }

    /** Read as XML, which a browser does not ask for, but which finds every tag that is not closed and every text that became one. */
    @Test
    void theHtmlPageIsCompleteInItselfAndEscapesWhatProgramsSay() throws Exception {
        String page = ReportForm.HTML.write(files());

        assertThat(page).doesNotContain("<script", "src=", "url(", "@import", "http");
        String xml = page.substring(page.indexOf("<html"))
                .replaceAll("(?s)<style>.*</style>", "")
                .replace("\ufffd", "?");
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(root.getElementsByTagName("details").getLength()).isEqualTo(4);
        assertThat(root.getElementsByTagName("summary").item(0).getTextContent())
                .contains("a <b> | c on 6.1-amd64");
        Element link = (Element) root.getElementsByTagName("a").item(1);
        assertThat(page).contains("id=\"" + link.getAttribute("href").substring(1) + "\"");
    }

    private static List<FileResults> files() {
        return List.of(new FileResults(
                "dir,x/a.yaml",
                List.of(
                        result("5.10-amd64", ScenarioResult.Status.PASSED, List.of()),
                        result("6.1-amd64", ScenarioResult.Status.FAILED, List.of(MISMATCH)),
                        ScenarioResult.errored(SCENARIO, "6.12-amd64", "no such file", List.of()),
                        ScenarioResult.skipped(SCENARIO, "7.2-amd64", "not there yet"))));
    }

    private static ScenarioResult result(String kernel, ScenarioResult.Status status, List<Mismatch> mismatches) {
        return new ScenarioResult(SCENARIO, kernel, status, "", mismatches, List.of(), List.of());
    }
}
