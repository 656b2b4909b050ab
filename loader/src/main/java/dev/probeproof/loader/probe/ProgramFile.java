// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.fetch.UserMemory;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A definition in a program's file, which is opened for it: by debug information if there is some, else by the symbols of its
 * functions, which is enough for whole functions, offsets in them, and raw fetches.
 */
final class ProgramFile {
    private final ProbeDefinition definition;
    private final TargetKernel kernel;
    private final ProbeTarget target;
    private final Path path;

    ProgramFile(ProbeDefinition definition, TargetKernel kernel, ProbeTarget target) {
        this.definition = definition;
        this.kernel = kernel;
        this.target = target;
        this.path = Path.of(target.name());
    }

    List<ProbePoint> points() {
        ElfFile elf;
        try {
            elf = ElfReader.read(Bytes.map(path));
        } catch (IOException e) {
            throw failure(target.name(), target.column(), "the program " + path + " cannot be read: " + e.getMessage());
        }
        return DebugInfo.isIn(elf)
                ? ProbePointResolver.resolve(definition, DebugTarget.ofProgram(kernel, path, DebugInfo.open(elf)))
                : bySymbols(elf);
    }

    private List<ProbePoint> bySymbols(ElfFile elf) {
        boolean raw = definition.arguments().stream().allMatch(argument -> argument.path() == null);
        if (!raw
                || !(definition.place() instanceof ProbePlace.Function place)
                || place.line() != ProbePlace.NO_LINE
                || !place.file().isEmpty()) {
            throw new PlaceRequirements(definition, kernel)
                    .needsDebugInformation(
                            definition.function(), definition.functionColumn(), definition.place() + " in " + path);
        }
        FunctionGlob glob = new FunctionGlob(place.name());
        TreeMap<Long, String> found = new TreeMap<>(Long::compareUnsigned);
        for (ElfSymbol symbol : elf.symbols()) {
            if (symbol.isFunction()
                    && !symbol.isUndefined()
                    && (place.isGlob()
                            ? glob.matches(symbol.name())
                            : symbol.name().equals(place.name()))) {
                found.put(symbol.value(), symbol.name());
            }
        }
        if (found.isEmpty()) {
            throw failure(place.name(), place.column(), "no function '" + place.name() + "' is in " + path);
        }
        List<ArgumentOutcome> outcomes = RawArguments.of(definition, kernel);
        List<ProbePoint> points = new ArrayList<>();
        for (long address : found.keySet()) {
            OptionalLong offset = elf.fileOffset(address + place.offset());
            if (offset.isEmpty()) {
                throw failure(place.name(), place.column(), place + " is in no part of " + path + " that is loaded");
            }
            points.add(new ProbePoint(
                    definition.text(),
                    new AttachPoint.Uprobe(path, offset.getAsLong(), -1, definition.onReturn()),
                    outcomes.stream()
                            .map(outcome -> UserMemory.of(outcome.orThrow().argument()))
                            .toList()));
        }
        return points;
    }

    private ProbeResolutionException failure(String name, int column, String problem) {
        return new ProbeResolutionException(
                Reason.FUNCTION_ABSENT, name, kernel.name(), definition.text(), column, problem, List.of(), "");
    }
}
