// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.report;

import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit's XML as CI servers read it: a suite for each file, a case for each scenario and kernel. Elements and attributes are those
 * that the schemas of Jenkins' xUnit plugin ({@code junit-10.xsd}) and of Maven Surefire have, as some servers refuse a file
 * with any other: so the line is in the text. Times are 0, and the same run gives the same bytes.
 */
final class JunitXmlReport implements ReportWriter {
    @Override
    public String write(List<FileResults> files) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            for (FileResults file : files) {
                suite(file, xml);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML into memory", e);
        }
        return text + "\n";
    }

    private static void suite(FileResults file, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean(file.file()));
        xml.writeAttribute("tests", Integer.toString(file.results().size()));
        xml.writeAttribute("failures", Long.toString(file.count(ScenarioResult.Status.FAILED)));
        xml.writeAttribute("errors", Long.toString(file.count(ScenarioResult.Status.ERRORED)));
        xml.writeAttribute("skipped", Long.toString(file.count(ScenarioResult.Status.SKIPPED)));
        xml.writeAttribute("time", "0");
        for (ScenarioResult result : file.results()) {
            testCase(file, result, xml);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(FileResults file, ScenarioResult result, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", clean(className(file.file())));
        xml.writeAttribute("name", clean(result.scenario().name() + " [" + result.kernel() + "]"));
        xml.writeAttribute("time", "0");
        switch (result.status()) {
            case FAILED ->
                problem(
                        "failure",
                        result.mismatches().get(0).subject(),
                        result.mismatches().stream().map(Mismatch::message).collect(Collectors.joining("\n")),
                        xml);
            case ERRORED ->
                problem(
                        "error",
                        firstLine(result.reason()),
                        result.scenario().position() + ": " + result.reason(),
                        xml);
            case SKIPPED -> problem("skipped", result.reason(), "", xml);
            case PASSED -> {
                // Nothing to tell.
            }
        }
        xml.writeEndElement();
    }

    private static void problem(String element, String message, String text, XMLStreamWriter xml)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", clean(message));
        if (!element.equals("skipped")) {
            xml.writeAttribute("type", element.equals("failure") ? "not as expected" : "not carried out");
        }
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    /** As servers show results by packages: {@code tests/files/opens.yaml} is {@code tests.files.opens}. */
    private static String className(String file) {
        String plain = file.replaceFirst("\\.ya?ml$", "").replace('\\', '/');
        return plain.replaceAll("^[./]+", "").replaceAll("/+", ".");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Without the characters that XML 1.0 cannot have, which a program may well have printed. */
    private static String clean(String text) {
        return text.codePoints()
                .map(c ->
                        c == '\n' || c == '\t' || c >= ' ' && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000
                                ? c
                                : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
