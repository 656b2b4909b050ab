// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.UserMemory;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbePoint;
import dev.probeproof.loader.relocate.AttachTargets;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One instance for each distinct way to fetch: probe points whose arguments are fetched alike share an instance,
 * whatever the arguments are called, unless each is to be loaded for a target of its own, as for fentry. Instances come in
 * the order in which their first points appear.
 *
 * <p>How arguments are handed over follows from the program's prototype, if it has one in BTF: a pointer to a struct as
 * third parameter asks for {@link PrologueLayout#STRUCT}, other parameters after the context for
 * {@link PrologueLayout#PERF}, none for no prologue. Without BTF it is perf's layout as soon as a point has arguments. Where
 * the context is no registers, it is {@link PrologueLayout#REGISTERS} instead of perf's.
 */
public final class ProloguePreprocessor implements InstancePreprocessor {
    private final @Nullable PrologueLayout layout;

    /** Takes the layout from each program's prototype. */
    public ProloguePreprocessor() {
        this.layout = null;
    }

    /** Uses that layout whatever a program's prototype says; a struct is still compared with the prototype's. */
    public ProloguePreprocessor(PrologueLayout layout) {
        this.layout = layout;
    }

    /**
     * @return the plain program if there are no points
     * @throws PrologueException if a point's arguments cannot be handed to the program, or if it wants arguments and
     *     there is no point to fetch them at
     */
    @Override
    public List<ProgramInstance> prepare(RelocatedProgram program, List<ProbePoint> points, TargetKernel kernel) {
        Optional<BodyPrototype> prototype = BodyPrototype.of(program);
        PrologueLayout chosen = choose(program, prototype, points);
        if (points.isEmpty()) {
            requireNoArguments(program, chosen);
            return List.of(ProgramInstance.plain(program));
        }
        points.forEach(point -> requireServed(program, point));
        Map<Key, List<ProbePoint>> groups = group(points);
        List<ProgramInstance> instances = new ArrayList<>();
        for (List<ProbePoint> group : groups.values()) {
            int index = instances.size();
            ProbePoint first = group.get(0);
            RelocatedProgram loaded = first.attachPoint() instanceof AttachPoint.Traced traced
                    ? program.withAttach(
                            AttachTargets.find(kernel, program.type(), program.expectedAttachType(), traced.target()))
                    : program;
            PrologueGenerator generator = new PrologueGenerator(loaded, prototype, kernel);
            Prologue prologue = generator.generate(chosen, inItsMemory(first).arguments(), first.definition());
            InstanceAttributes attributes =
                    groups.size() > 1 ? InstanceAttributes.named("_" + index) : InstanceAttributes.NONE;
            instances.add(new ProgramInstance(
                    loaded, index, prologue.instructions(), List.of(), chosen, prologue.notes(), attributes, group));
        }
        return instances;
    }

    private static void requireNoArguments(RelocatedProgram program, PrologueLayout chosen) {
        if (chosen != PrologueLayout.NONE) {
            throw new PrologueException(
                    PrologueException.Reason.PROTOTYPE_MISMATCH,
                    "program '" + program.name() + "' takes fetched arguments, but no probe definition says which"
                            + "\n  hint: name the probe points in the source or when loading");
        }
    }

    private PrologueLayout choose(
            RelocatedProgram program, Optional<BodyPrototype> prototype, List<ProbePoint> points) {
        if (!PrologueGenerator.serves(program)) {
            // Functions of other types may have parameters of their own, and no registers as their context.
            return PrologueLayout.NONE;
        } else if (layout != null) {
            return layout;
        }
        boolean fetches = points.stream().anyMatch(point -> !point.arguments().isEmpty());
        PrologueLayout wanted =
                prototype.map(BodyPrototype::layout).orElse(fetches ? PrologueLayout.PERF : PrologueLayout.NONE);
        boolean neverPerfs = PrologueGenerator.getsArguments(program);
        return wanted == PrologueLayout.PERF && neverPerfs ? PrologueLayout.REGISTERS : wanted;
    }

    /** A definition for another mechanism than the program's would be fetched from a context that is none of the kind. */
    private static void requireServed(RelocatedProgram program, ProbePoint point) {
        AttachPoint place = point.attachPoint();
        boolean served;
        if (place instanceof AttachPoint.Traced traced) {
            served = program.type() == ProgramType.TRACING
                    && program.expectedAttachType() == traced.type().number();
        } else {
            boolean wantsArguments = place instanceof AttachPoint.RawTracepoint;
            served = point.arguments().isEmpty()
                    || !PrologueGenerator.serves(program)
                    || wantsArguments == PrologueGenerator.getsArguments(program);
        }
        if (!served) {
            throw new PrologueException(
                    PrologueException.Reason.UNSUPPORTED,
                    "cannot make a prologue of '" + program.name() + "' for " + point.definition()
                            + ": a program of section '"
                            + program.section() + "' is not called at " + place
                            + "\n  hint: say in the definition, or in SEC(\"…\"), which of them it should be");
        }
    }

    /** What points must have in common to share an instance; the target is empty where a load is not for one. */
    private record Key(String target, List<FetchArgument.Fetch> fetches) {
        // Written out: those of the language are generated when first called, which takes longer than all their calls.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && target.equals(that.target) && fetches.equals(that.fetches);
        }

        @Override
        public int hashCode() {
            return 31 * target.hashCode() + fetches.hashCode();
        }
    }

    private static Map<Key, List<ProbePoint>> group(List<ProbePoint> points) {
        Map<Key, List<ProbePoint>> groups = new LinkedHashMap<>();
        for (ProbePoint point : points) {
            String target = point.attachPoint() instanceof AttachPoint.Traced traced ? traced.target() : "";
            groups.computeIfAbsent(new Key(target, inItsMemory(point).typeKey()), key -> new ArrayList<>())
                    .add(point);
        }
        return groups;
    }

    /** A probe in a user program sees user memory only, whatever the definition says about address spaces. */
    private static ProbePoint inItsMemory(ProbePoint point) {
        if (!(point.attachPoint() instanceof AttachPoint.Uprobe)) {
            return point;
        }
        List<FetchArgument> arguments =
                point.arguments().stream().map(UserMemory::of).toList();
        return new ProbePoint(point.definition(), point.attachPoint(), arguments);
    }
}
