// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfDiff;
import dev.probeproof.loader.btf.BtfPattern;
import dev.probeproof.loader.btf.BtfSelection;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.footprint.ObjectFootprint;
import dev.probeproof.loader.footprint.ProbeFootprint;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import dev.probeproof.loader.probe.ProbeNotation;
import dev.probeproof.scenarios.check.Preflight;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code btf diff}: what is not the same in two kernels. */
@CommandLine.Command(
        name = "diff",
        description = {
            "Compares the types of two kernels: members that moved, came, went or have another type, functions with",
            "another signature.",
            "",
            "Without a NAME, an object or a definition: everything. Exit code 0 if there is no difference, 1 if any."
        },
        footer = {
            "",
            "Examples:",
            "  probeproof btf diff 6.1-amd64 6.12-amd64 'struct task_struct' vfs_read",
            "  probeproof btf diff 6.12-amd64 customer.btf --object agent.bpf.o --json"
        })
final class BtfDiffCommand implements Command {
    private final OutputOptions output;

    @Parameters(index = "0", paramLabel = "KERNEL", description = "As for --kernel, or any file with BTF.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "OTHER", description = "The same.")
    private String after = "";

    @Parameters(index = "2..*", paramLabel = "NAME", description = NamedTypes.GRAMMAR)
    private List<String> names = List.of();

    @Option(names = "--object", paramLabel = "OBJECT", description = "Only what this object file uses; repeatable.")
    private List<String> objects = List.of();

    @Mixin
    private final ProbeOptions probes = new ProbeOptions();

    BtfDiffCommand(OutputOptions output) {
        this.output = output;
    }

    @Override
    public ExitCode run(Terminal terminal) {
        Btf first = Kernels.types(before, null);
        Btf second = Kernels.types(after, null);
        List<BtfDiff.Difference> differences = new ArrayList<>();
        List<Preflight.ProgramProbe> definitions = probes.forPrograms();
        boolean uses = !objects.isEmpty() || !definitions.isEmpty();
        if (uses) {
            List<BpfObject> read = objects.stream().map(BtfDiffCommand::read).toList();
            differences.addAll(BtfDiff.compare(used(first, read, definitions), used(second, read, definitions)));
        }
        if (!names.isEmpty()) {
            differences.addAll(BtfDiff.compare(named(first, second), named(second, first)));
        } else if (!uses) {
            differences.addAll(BtfDiff.compare(BtfDiff.Side.all(first), BtfDiff.Side.all(second)));
        }
        if (output.json()) {
            BtfDiffJson.print(before, after, differences, terminal, output.pretty());
        } else {
            BtfDiffText.print(differences, terminal);
        }
        return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static BpfObject read(String path) {
        Bytes bytes = InputFile.read(InputFile.path(path));
        return ObjectReader.read(bytes, bytes.source());
    }

    private static BtfDiff.Side used(Btf btf, List<BpfObject> objects, List<Preflight.ProgramProbe> definitions) {
        BtfSelection selection = new BtfSelection(btf);
        objects.forEach(object -> ObjectFootprint.choose(object, selection));
        for (Preflight.ProgramProbe probe : definitions) {
            ProbeFootprint.choose(ProbeNotation.readAny(probe.definition()), selection);
        }
        return BtfDiff.Side.of(selection);
    }

    /** A name may be missing on one side, which is a difference; on both, it is a mistake. */
    private BtfDiff.Side named(Btf btf, Btf other) {
        Set<Integer> found = new TreeSet<>();
        for (String name : names) {
            BtfPattern pattern = BtfPattern.of(name);
            List<Integer> ids = pattern.find(btf);
            if (ids.isEmpty() && pattern.find(other).isEmpty()) {
                NamedTypes.find(List.of(name), btf, before + " and " + after);
            }
            found.addAll(ids);
        }
        return new BtfDiff.Side(btf, found, null);
    }
}
