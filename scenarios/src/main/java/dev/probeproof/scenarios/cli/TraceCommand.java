// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.scenarios.kernels.Kernels;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.run.ScenarioRunner;
import dev.probeproof.scenarios.trace.ScenarioTracer;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace}: what programs do in a scenario, instruction by instruction. */
@CommandLine.Command(
        name = "trace",
        description = {
            "Shows what programs do in scenarios, instruction by instruction.",
            "",
            "Each line of C with its instructions, the registers that changed, and memory as C would call",
            "it; docs/debug.md explains the output.",
            "",
            "Exit code 1 if the scenario is not as expected, 3 if no program ran."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof trace examples/scenarios/latency.yaml --filter smoke",
            "  probeproof trace examples/scenarios/latency.yaml:24 --program read_ends --source"
        })
final class TraceCommand implements Command {
    enum Registers {
        CHANGED,
        ALL,
        NONE;

        static final class Converter implements CommandLine.ITypeConverter<Registers> {
            @Override
            public Registers convert(String word) {
                for (Registers each : values()) {
                    if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                        return each;
                    }
                }
                throw new CommandLine.TypeConversionException("'" + word + "' is none of: changed, all, none");
            }
        }
    }

    private final OutputOptions output;

    @Parameters(paramLabel = "FILE[:LINE]", description = "A scenario file; with a line, the scenario there.")
    private String file = "";

    @Mixin
    private ScenarioChoice choice = new ScenarioChoice();

    @Option(
            names = "--registers",
            paramLabel = "WHICH",
            converter = Registers.Converter.class,
            description = "changed (as without it), all or none.")
    private Registers registers = Registers.CHANGED;

    @Option(names = "--source", description = "Lines of C with what they did to memory, without instructions.")
    private boolean source;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many instructions of a scenario (1000); 0 for all.")
    private long limit = 1000;

    TraceCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        if (limit < 0) {
            throw new UsageException("--limit is a number of instructions, or 0 for all of them");
        }
        ScenarioRunner runner = new ScenarioRunner();
        boolean ran = false;
        boolean fine = true;
        for (Campaign.Job job : choice.jobs(file)) {
            TraceOutput out = output.json()
                    ? new TraceJson(job, registers, terminal)
                    : new TraceText(job, registers, source, terminal);
            TraceFilter filter = new TraceFilter(out, choice.programs(), limit);
            ScenarioResult result = runner.run(
                    job.scenario(), job.file().path(), Kernels.byName(job.kernel()), new ScenarioTracer(filter));
            out.finish(result, filter.leftOut());
            filter.checkPrograms();
            ran |= filter.runs() > 0;
            fine &= result.isFine();
        }
        return !fine ? ExitCode.FAILED : ran ? ExitCode.OK : ExitCode.NOTHING_RAN;
    }
}
