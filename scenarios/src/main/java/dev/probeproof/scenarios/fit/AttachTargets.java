// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a kernel has what a program is to be attached to. */
final class AttachTargets {
    /** A function by name; patterns, paths of uprobes and names of system calls are another matter. */
    private static final Pattern KPROBE = Pattern.compile("\\??(kprobe|kretprobe)/([A-Za-z_][A-Za-z0-9_.]*)(\\+.*)?");

    private AttachTargets() {}

    static Optional<Finding> check(ProgramSpec spec, RelocatedProgram program, TargetKernel kernel) {
        var kprobe = KPROBE.matcher(spec.section());
        if (program.type() == ProgramType.KPROBE && kprobe.matches() && !hasFunction(kernel, kprobe.group(2))) {
            String function = kprobe.group(2);
            return Optional.of(new Finding(
                    Finding.Kind.UNKNOWN_FUNCTION,
                    function,
                    "no function '" + function + "' among its types; it may be there without types, or inlined",
                    "",
                    Place.program(program.name())));
        }
        return Optional.empty();
    }

    private static boolean hasFunction(TargetKernel kernel, String function) {
        if (kernel.symbols().isKnown()) {
            return kernel.symbols().address(function).isPresent();
        }
        return kernel.btf().find(BtfKind.FUNC, function).isPresent()
                || kernel.modules().stream()
                        .anyMatch(module ->
                                module.btf().find(BtfKind.FUNC, function).isPresent());
    }
}
