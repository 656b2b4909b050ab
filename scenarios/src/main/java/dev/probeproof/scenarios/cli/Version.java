// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which probeproof this is. */
final class Version {
    private Version() {}

    /** The version of the artifact, such as {@code 1.2.0}. */
    static String text() {
        // The jar's manifest is in a class archive, so that there the jar need not be opened.
        String told = Version.class.getPackage().getImplementationVersion();
        return told == null ? fromResource() : told;
    }

    /** Classes in a folder have no manifest. */
    private static String fromResource() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                return "unknown";
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    static String java() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    static void print(Terminal terminal, OutputOptions output) {
        if (!output.json()) {
            terminal.out().print("probeproof " + text() + ", Java " + java() + "\n");
            return;
        }
        JsonOutput.printObject(terminal, output.pretty(), json -> {
            json.writeStringProperty("version", text());
            json.writeStringProperty("java", java());
        });
    }
}
