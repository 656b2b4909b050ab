// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.MapReference;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Instances by number, each made by a callback: {@code bpf_program__set_prep} of libbpf before 1.0. Instances that the
 * callback skips are absent; the numbers of the others do not change.
 */
public final class NumberedPreprocessor implements InstancePreprocessor {
    private final int count;
    private final InstanceCallback callback;

    /**
     * @throws InstanceException with EINVAL for a count of 0 or less, or without callback
     */
    public NumberedPreprocessor(int count, @Nullable InstanceCallback callback) {
        if (count <= 0 || callback == null) {
            throw new InstanceException(
                    Errno.EINVAL,
                    "cannot prepare " + count + " instances" + (callback == null ? " without a callback" : ""));
        }
        this.count = count;
        this.callback = callback;
    }

    /** How many numbers there are, skipped ones included. */
    public int count() {
        return count;
    }

    /** All instances in order; the points are left to whoever attaches them. */
    @Override
    public List<ProgramInstance> prepare(RelocatedProgram program, List<ProbePoint> points, TargetKernel kernel) {
        List<ProgramInstance> instances = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            prepare(program, index).ifPresent(instances::add);
        }
        return instances;
    }

    /** The instance of that number, unless the callback skips it. */
    Optional<ProgramInstance> prepare(RelocatedProgram program, int index) {
        MapTable table = MapTable.of(program.instructions(), program.maps());
        Preparation preparation = callback.prepare(program, index, table.instructions());
        if (preparation instanceof Preparation.Failure failure) {
            throw new InstanceException(
                    failure.code(), "preparing instance " + index + " of '" + program.name() + "' failed");
        } else if (preparation instanceof Preparation.Variant variant
                && !variant.instructions().isEmpty()) {
            return Optional.of(instance(program, index, table, variant));
        }
        return Optional.empty();
    }

    private static ProgramInstance instance(
            RelocatedProgram program, int index, MapTable table, Preparation.Variant variant) {
        Set<String> names = new LinkedHashSet<>(table.names());
        names.addAll(variant.moreMaps());
        List<String> allNames = List.copyOf(names);
        int bodyStart = bodyStart(program, table, variant);
        Instructions all = variant.instructions();
        boolean keepsBody = bodyStart >= 0;
        Instructions prologue = all.slice(0, Math.max(bodyStart, 0));
        Instructions body = all.slice(prologue.size(), all.size());
        RelocatedProgram changed =
                withBody(program, body, MapTable.references(body, allNames), keepsBody ? program.btf() : null);
        return new ProgramInstance(
                changed, index, prologue, allNames, PrologueLayout.NONE, List.of(), variant.attributes(), List.of());
    }

    /** Where the body starts in a variant, or -1 if it is not there any more. */
    private static int bodyStart(RelocatedProgram program, MapTable table, Preparation.Variant variant) {
        int start = variant.instructions().size() - program.instructions().size();
        if (variant.prologueSlots().isPresent()) {
            if (variant.prologueSlots().getAsInt() != start) {
                throw new InstanceException(
                        Errno.EINVAL,
                        "'" + program.name() + "' has " + program.instructions().size()
                                + " instructions; a prologue of "
                                + variant.prologueSlots().getAsInt() + " does not make "
                                + variant.instructions().size());
            }
            return start;
        }
        boolean endsWithBody = start >= 0
                && variant.instructions()
                        .slice(start, variant.instructions().size())
                        .equals(table.instructions());
        return endsWithBody ? start : -1;
    }

    private static RelocatedProgram withBody(
            RelocatedProgram program, Instructions body, List<MapReference> maps, @Nullable ProgramBtf btf) {
        return new RelocatedProgram(
                program.name(),
                program.section(),
                program.type(),
                program.expectedAttachType(),
                program.flags(),
                program.license(),
                program.kernelVersion(),
                body,
                maps,
                btf,
                program.core(),
                program.externs(),
                program.attach(),
                program.probes());
    }
}
