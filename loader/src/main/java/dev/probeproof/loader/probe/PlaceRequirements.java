// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ArgumentDefinition;
import dev.probeproof.loader.definition.PathRoot;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.List;

/** What a place needs that a kernel's BTF does not have, in words. */
final class PlaceRequirements {
    static final String GIVE_DEBUG_INFORMATION = "give --debug-info FILE: a vmlinux, module or program with DWARF";

    private final ProbeDefinition definition;
    private final TargetKernel kernel;

    PlaceRequirements(ProbeDefinition definition, TargetKernel kernel) {
        this.definition = definition;
        this.kernel = kernel;
    }

    /** The kernel with the types of the module that the definition names, if it names one. */
    TargetKernel typed() {
        ProbeTarget target = definition.target();
        if (target == null) {
            return kernel;
        } else if (target.isFile()) {
            throw needsDebugInformation(target.name(), target.column(), "a place in the file '" + target + "'");
        }
        for (KernelModule module : kernel.modules()) {
            if (module.name().replace('-', '_').equals(target.name().replace('-', '_'))) {
                return new TargetKernel(
                        kernel.name(),
                        kernel.release(),
                        kernel.arch(),
                        module.btf(),
                        kernel.modules(),
                        kernel.symbols(),
                        kernel.config());
            }
        }
        List<String> names = kernel.modules().stream().map(KernelModule::name).toList();
        throw new ProbeResolutionException(
                Reason.FUNCTION_ABSENT,
                target.name(),
                kernel.name(),
                definition.text(),
                target.column(),
                "no types of a module '" + target + "'",
                Nearest.of(target.name(), names),
                "give them with --module FILE");
    }

    /** The function that the place names, which may be a pattern. */
    ProbePlace.Function function() {
        if (definition.place() instanceof ProbePlace.Function function) {
            if (function.line() != ProbePlace.NO_LINE) {
                throw needsDebugInformation(
                        function.name(),
                        function.column(),
                        "line " + function.line() + " of '" + function.name() + "'");
            } else if (!function.file().isEmpty()) {
                throw needsDebugInformation(
                        function.name(),
                        function.column(),
                        "which function named '" + function.name() + "' is the one of " + function.file());
            }
            requireNoLocals();
            return function;
        }
        String what = definition.place() instanceof ProbePlace.SourceLine line
                ? "line " + line.line() + " of " + line.file()
                : definition.place() instanceof ProbePlace.SourcePattern pattern
                        ? "which code was made of lines that match '" + pattern.pattern() + "'"
                        : "which function the address " + definition.place() + " lies in";
        throw needsDebugInformation(
                definition.place().toString(), definition.place().column(), what);
    }

    private void requireNoLocals() {
        for (ArgumentDefinition argument : definition.arguments()) {
            if (argument.path() != null && argument.path().start() instanceof PathRoot.All all && all.locals()) {
                throw needsDebugInformation("$vars", argument.column(), "which variables there are");
            }
        }
    }

    ProbeResolutionException needsDebugInformation(String name, int column, String what) {
        return new ProbeResolutionException(
                Reason.NEEDS_DEBUG_INFORMATION,
                name,
                kernel.name(),
                definition.text(),
                column,
                what + " needs debug information",
                List.of(),
                GIVE_DEBUG_INFORMATION);
    }
}
