// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.format.ScenarioReader;
import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.ScenarioFile;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Recording;
import dev.probeproof.scenarios.run.ScenarioRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The report as people meet it: narrow and wide, light and dark, with a keyboard and without a script. */
class HtmlReportInBrowserTest {
    private static final String OTHERS = """
            scenario: a read that is said to be another, with a name that is as long as names get where people say all that they expect
            object: ../latency.bpf.o
            tasks: {cat: {pid: 42}}
            steps:
              - {call: vfs_read, takes: 3ms, returns: 7, cpu: 1}
            expect:
              events:
                slow: [{pid: 42, result: 8, comm: cat}]
            ---
            scenario: an object that is not there
            object: ../there-is-no-such-object-and-its-name-has-no-place-to-break-a-line.bpf.o
            ---
            scenario: not today
            object: ../latency.bpf.o
            skip: it is raining
            """;

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        Optional<Path> program = Browser.installed();
        Assumptions.assumeTrue(program.isPresent(), "no Chromium on this machine");
        Path examples = Path.of("../examples/scenarios");
        List<FileResults> files = new ArrayList<>();
        for (ScenarioFile file : List.of(
                ScenarioReader.read(examples.resolve("latency.yaml")),
                ScenarioReader.read(examples.resolve("fileio.yaml")),
                ScenarioReader.read(OTHERS, examples.resolve("others.yaml")))) {
            files.add(new FileResults(file.path().toString(), results(file)));
        }
        Path page = Files.writeString(folder.resolve("report.html"), ReportForm.HTML.write(files));
        browser = Browser.open(program.get(), page);
    }

    private static List<ScenarioResult> results(ScenarioFile file) {
        ScenarioRunner runner = new ScenarioRunner(Recording.EVERYTHING);
        List<ScenarioResult> results = new ArrayList<>();
        for (String name : List.of("5.10-amd64", "6.12-arm64")) {
            TargetKernel kernel = Kernels.byName(name);
            file.scenarios().forEach(scenario -> results.add(runner.run(scenario, file.path(), kernel)));
            runner.forget(kernel);
        }
        return results;
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void asItOpens() {
        browser.width(1280);
        browser.scheme("light");
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)");
        browser.evaluate("document.getElementById('show-all').click()");
    }

    @Test
    void nothingIsLoadedAndNoScriptIsNeeded() {
        assertThat(browser.evaluate("document.scripts.length")).isEqualTo("0");
        assertThat(browser.evaluate("performance.getEntriesByType('resource').length"))
                .isEqualTo("0");
    }

    @Test
    void everyLinkLeadsSomewhereAndEveryIdIsOfOneElement() {
        assertThat(browser.evaluate("document.querySelectorAll('.matrix a').length"))
                .isEqualTo("20");
        assertThat(browser.evaluate("[...document.links].filter(each => !document.querySelector(each.hash)).length"))
                .isEqualTo("0");
        assertThat(browser.evaluate("[...document.querySelectorAll('[id]')]"
                        + ".filter((each, i, all) => all.findIndex(other => other.id === each.id) !== i).length"))
                .isEqualTo("0");
    }

    /** A link into a folded section opens it in browsers of today; its summary is what must be seen in any. */
    @Test
    void theTargetOfALinkIsSeen() {
        browser.evaluate("document.querySelector('.matrix a').click()");

        assertThat(browser.evaluate(
                        "document.querySelector(':target').getBoundingClientRect().top < innerHeight && scrollY > 0"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(ints = {480, 360, 1280})
    void thePageIsNeverWiderThanItsWindow(int width) {
        browser.width(width);
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");

        assertThat(Integer.parseInt(browser.evaluate("document.documentElement.scrollWidth")))
                .isLessThanOrEqualTo(width);
    }

    @Test
    void everySectionIsReachedAndOpenedByKeyboard() {
        browser.evaluate("document.activeElement.blur()");
        browser.evaluate("window.reached = new Set()");
        int closed = Integer.parseInt(browser.evaluate("document.querySelectorAll('details').length"));
        assertThat(closed).isGreaterThan(20);
        // Opening a section adds what is in it to the order, so one walk opens all that there are.
        int most =
                Integer.parseInt(browser.evaluate("document.querySelectorAll('a, summary, input, [tabindex]').length"));
        for (int i = 0; i <= most; i++) {
            browser.press("Tab", 9, "");
            if (browser.evaluate(
                            "document.activeElement.matches('summary') && !document.activeElement.parentElement.open")
                    .equals("true")) {
                browser.press("Enter", 13, "\r");
            }
        }

        assertThat(browser.evaluate("document.querySelectorAll('details:not([open])').length"))
                .isEqualTo("0");
    }

    @Test
    void theKeyboardShowsWhereItIs() {
        browser.evaluate("document.querySelector('summary').focus()");
        browser.press("Tab", 9, "");

        assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void choosingAStatusLeavesTheOthersOut() {
        browser.evaluate("document.getElementById('show-failed').click()");

        assertThat(
                        browser.evaluate(
                                "[...document.querySelectorAll('.result')].filter(each => each.offsetParent).map(each => each.className)"))
                .isEqualTo("result failed,result failed");
        assertThat(browser.evaluate(
                        "[...document.querySelectorAll('.matrix tbody tr')].filter(each => each.offsetParent).length"))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void textIsReadable(String scheme) {
        browser.scheme(scheme);
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");

        // WCAG 2: 4.5 to 1. What is behind a text is the nearest background that is not transparent.
        String tooFaint = browser.evaluate("""
                (() => {
                  const parts = text => text.match(/[\\d.]+/g).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
                      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                  const behind = each => {
                    for (let at = each; at; at = at.parentElement) {
                      const color = parts(getComputedStyle(at).backgroundColor);
                      if (color.length === 3 || color[3] > 0) return color;
                    }
                    return [255, 255, 255];
                  };
                  const found = new Set();
                  for (const each of document.querySelectorAll('body *')) {
                    if (![...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
                    const a = light(parts(getComputedStyle(each).color));
                    const b = light(behind(each));
                    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                    if (ratio < 4.5) found.add(each.tagName + '.' + each.className + ' ' + ratio.toFixed(2));
                  }
                  return [...found].join('; ');
                })()""");
        assertThat(tooFaint).isEmpty();
    }

    @Test
    void darkIsDark() {
        String light = browser.evaluate("getComputedStyle(document.body).backgroundColor");
        browser.scheme("dark");

        assertThat(light).isEqualTo("rgb(255, 255, 255)");
        assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 24, 28)");
    }
}
