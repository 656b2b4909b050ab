// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.kernels.ShippedKernel;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code features}: which kernels there are to check against. */
@CommandLine.Command(
        name = "features",
        description = "Lists the kernels inside: every name that --kernel takes without a file.",
        footer = {"", "Example:", "  probeproof features --list"})
final class FeaturesCommand implements Command {
    private final OutputOptions output;

    @Option(names = "--list", description = "List the shipped kernels.")
    private boolean list;

    FeaturesCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (!list) {
            throw new UsageException("say what: 'probeproof features --list'");
        }
        if (output.json()) {
            printJson(terminal);
        } else {
            printTable(terminal);
        }
        return ExitCode.OK;
    }

    private static void printTable(Terminal terminal) {
        TextTable table = new TextTable("kernel", "release", "arch", "from");
        for (ShippedKernel kernel : Kernels.shipped()) {
            table.row(kernel.name(), kernel.release(), kernel.arch(), kernel.origin());
        }
        table.print(terminal);
    }

    private void printJson(Terminal terminal) {
        JsonOutput.printObject(terminal, output.pretty(), json -> {
            json.writeArrayPropertyStart("kernels");
            for (ShippedKernel kernel : Kernels.shipped()) {
                json.writeStartObject();
                json.writeStringProperty("name", kernel.name());
                json.writeStringProperty("release", kernel.release());
                json.writeStringProperty("arch", kernel.arch());
                json.writeStringProperty("origin", kernel.origin());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
