// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.AttachTargets;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a kernel has what a program is to be attached to. */
final class AttachPlaces {
    /** A function by name; patterns, paths of uprobes and names of system calls are another matter. */
    private static final Pattern KPROBE =
            Pattern.compile("\\??(?:kprobe|kretprobe)/([A-Za-z_][A-Za-z0-9_.]*)(?:\\+.*)?");

    private AttachPlaces() {}

    static Optional<Finding> check(ProgramSpec spec, RelocatedProgram program, TargetKernel kernel, KernelWords words) {
        Place place = Place.program(program.name());
        AttachTarget target = program.attach();
        String problem = target.problem();
        if (problem != null) {
            return Optional.of(
                    isUpToTheUser(program)
                            ? new Finding(Finding.Kind.UNKNOWN_ATTACH_TARGET, spec.section(), problem, "", place)
                            : new Finding(
                                    Finding.Kind.MISSING_ATTACH_TARGET,
                                    target.name(),
                                    words.neutral(problem) + nearest(spec, program, kernel),
                                    "",
                                    place));
        }
        Matcher kprobe = KPROBE.matcher(spec.section());
        if (program.type() == ProgramType.KPROBE && kprobe.matches() && !hasFunction(kernel, kprobe.group(1))) {
            String function = kprobe.group(1);
            return Optional.of(new Finding(
                    Finding.Kind.UNKNOWN_FUNCTION,
                    function,
                    "no function '" + function + "' among its types; it may be there without them, or inlined",
                    "",
                    place));
        }
        return Optional.empty();
    }

    /** Nothing in the object says what the program is for: its user must, before it is loaded. */
    private static boolean isUpToTheUser(RelocatedProgram program) {
        return program.type() == ProgramType.EXT || program.attach().name().isEmpty();
    }

    private static String nearest(ProgramSpec spec, RelocatedProgram program, TargetKernel kernel) {
        List<String> names = AttachTargets.nearest(kernel, program.type(), program.expectedAttachType(), spec.target());
        return names.isEmpty() ? "" : "; nearest: " + String.join(", ", names);
    }

    private static boolean hasFunction(TargetKernel kernel, String function) {
        if (kernel.symbols().isKnown()) {
            return kernel.symbols().address(function).isPresent()
                    || kernel.symbols().isAmbiguous(function);
        }
        try {
            return kernel.btf().find(BtfKind.FUNC, function).isPresent()
                    || kernel.modules().stream()
                            .anyMatch(module ->
                                    module.btf().find(BtfKind.FUNC, function).isPresent());
        } catch (MinimizedBtfException e) {
            // Nothing would be said if it were there; nothing can be said if it may be.
            return true;
        }
    }
}
