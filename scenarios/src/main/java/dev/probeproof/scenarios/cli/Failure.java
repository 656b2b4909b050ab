// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierRejectedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/**
 * The one place where what was thrown becomes an exit code and a message.
 *
 * @param kind a stable word for programs: the type of the exception
 * @param message what happened, where, what to do; may have several lines
 */
record Failure(ExitCode code, String kind, String message) {

    static Failure of(Throwable thrown) {
        if (thrown instanceof ProbeproofException) {
            return new Failure(
                    code((ProbeproofException) thrown), kind(thrown.getClass().getSimpleName()), thrown.getMessage());
        }
        if (thrown instanceof IOException) {
            return new Failure(ExitCode.USAGE, "io", describe(thrown));
        }
        if (thrown instanceof OutOfMemoryError) {
            return new Failure(
                    ExitCode.ENVIRONMENT,
                    "memory",
                    "out of memory: " + thrown.getMessage() + "\n  hint: JDK_JAVA_OPTIONS=-Xmx2g gives it 2 GiB");
        }
        return new Failure(ExitCode.INTERNAL, "internal", defect(thrown));
    }

    /** By what the reader can do about it. What is not named here is about the input. */
    private static ExitCode code(ProbeproofException thrown) {
        if (thrown instanceof VerifierRejectedException) {
            return ExitCode.FAILED;
        }
        if (thrown instanceof KernelException || thrown instanceof UnsupportedFeatureException) {
            return ExitCode.ENVIRONMENT;
        }
        return ExitCode.USAGE;
    }

    /** {@code CorruptObjectException} is {@code corrupt-object}. */
    static String kind(String name) {
        String stem = name.endsWith("Exception") ? name.substring(0, name.length() - "Exception".length()) : name;
        StringBuilder kind = new StringBuilder();
        for (int i = 0; i < stem.length(); i++) {
            if (i > 0 && Character.isUpperCase(stem.charAt(i))) {
                kind.append('-');
            }
            kind.append(stem.charAt(i));
        }
        return kind.toString().toLowerCase(Locale.ROOT);
    }

    private static String describe(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    private static String defect(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return "this is a defect of probeproof, not of your input: " + describe(thrown)
                + "\n  please report it with the command line, the files it names, and these lines:"
                + "\n  probeproof " + Version.text() + ", Java " + Version.java() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n"
                + trace.toString().replace("\r\n", "\n").stripTrailing();
    }

    void print(Terminal terminal, boolean json) {
        if (json) {
            JsonOutput.printObject(terminal, false, out -> {
                out.writeObjectPropertyStart("error");
                out.writeNumberProperty("exitCode", code.number());
                out.writeStringProperty("kind", kind);
                out.writeStringProperty("message", message);
                out.writeEndObject();
            });
        } else {
            terminal.err().print("error: " + message + "\n");
        }
    }
}
