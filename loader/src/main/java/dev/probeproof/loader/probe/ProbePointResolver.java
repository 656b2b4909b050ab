// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.definition.ProbeTarget;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;

/** Finds a {@link ProbeDefinition} on a kernel, from the kernel's BTF alone. */
public final class ProbePointResolver {
    /** Functions that one pattern may mean; more is hardly ever meant. */
    static final int MAX_FUNCTIONS = 4096;

    private ProbePointResolver() {}

    /**
     * The places that the definition means on that kernel: one for a function's name, one for each function that a pattern
     * matches. An argument that some of those have and others have not is {@linkplain FetchBase.Absent absent} there.
     *
     * @throws ProbeResolutionException naming what the kernel lacks, where, and what comes near
     */
    public static List<ProbePoint> resolve(ProbeDefinition definition, TargetKernel kernel) {
        List<ResolvedProbe> probes = examineAll(definition, kernel);
        return probes.stream().map(probe -> withAbsences(probe, probes)).toList();
    }

    /**
     * The same, also for places in a program: its file is opened, and searched by its debug information or its symbols.
     *
     * @throws ProbeResolutionException as {@link #resolve(ProbeDefinition, TargetKernel)}, and if the file cannot be read
     * @throws dev.probeproof.loader.error.ProbeproofException if it is damaged
     */
    public static List<ProbePoint> resolveAnywhere(ProbeDefinition definition, TargetKernel kernel) {
        ProbeTarget target = definition.target();
        return target == null || !target.isFile() || definition.place() instanceof ProbePlace.FileOffset
                ? resolve(definition, kernel)
                : new ProgramFile(definition, kernel, target).points();
    }

    /**
     * The same in detail, for a definition that means one function: one outcome for each argument.
     *
     * @throws ProbeResolutionException if the function itself cannot be found
     */
    public static ResolvedProbe examine(ProbeDefinition definition, TargetKernel kernel) {
        return examineAll(definition, kernel).get(0);
    }

    /**
     * The same for each function that the definition means, in the order of the kernel's types. Of those that a pattern means,
     * functions in which the kernel is known to take no probes are left out: {@link #leftOut} has them.
     *
     * @return at least one
     * @throws ProbeResolutionException if there is none, or only debug information can tell
     */
    public static List<ResolvedProbe> examineAll(ProbeDefinition definition, TargetKernel kernel) {
        if (definition.place() instanceof ProbePlace.Address || definition.place() instanceof ProbePlace.FileOffset) {
            return List.of(new RawPlace(definition, kernel).resolve());
        }
        PlaceRequirements requirements = new PlaceRequirements(definition, kernel);
        TargetKernel typed = requirements.typed();
        ProbePlace.Function place = requirements.function();
        if (!place.isGlob()) {
            if (kernel.symbols().forbidsProbes(place.name())) {
                throw forbidden(definition, place, kernel);
            }
            return resolve(definition, typed, List.of(place.name()));
        }
        FunctionGlob glob = new FunctionGlob(place.name());
        ProbedTypes places = new ProbedTypes(typed.btf(), definition.mechanism());
        List<String> names = places.names().stream()
                .filter(glob::matches)
                .limit(MAX_FUNCTIONS + 1L)
                .toList();
        if (names.isEmpty() || names.size() > MAX_FUNCTIONS) {
            boolean none = names.isEmpty();
            throw new ProbeResolutionException(
                    none ? Reason.FUNCTION_ABSENT : Reason.AMBIGUOUS,
                    place.name(),
                    kernel.name(),
                    definition.text(),
                    place.column(),
                    none
                            ? "no " + places.noun() + " matches '" + place.name() + "'"
                            : "more than " + MAX_FUNCTIONS + " " + places.noun() + "s match '" + place.name() + "'",
                    List.of(),
                    "");
        }
        List<String> open = names.stream()
                .filter(name -> !kernel.symbols().forbidsProbes(name))
                .toList();
        if (open.isEmpty()) {
            throw forbidden(definition, place, kernel);
        }
        return resolve(definition, typed, open);
    }

    private static List<ResolvedProbe> resolve(ProbeDefinition definition, TargetKernel kernel, List<String> names) {
        ProbeDefinition expanded = definition;
        if (AllVariables.isIn(definition)) {
            List<AllVariables.Names> variables = names.stream()
                    .map(name -> new FunctionResolver(definition, kernel, name).names())
                    .toList();
            expanded = AllVariables.expanded(definition, variables);
        }
        List<ResolvedProbe> probes = new ArrayList<>();
        for (String name : names) {
            probes.add(new FunctionResolver(expanded, kernel, name).resolve());
        }
        return probes;
    }

    private static ProbeResolutionException forbidden(
            ProbeDefinition definition, ProbePlace.Function place, TargetKernel kernel) {
        return new ProbeResolutionException(
                Reason.FORBIDDEN,
                place.name(),
                kernel.name(),
                definition.text(),
                place.column(),
                "the kernel takes no probes there: it lists '" + place.name()
                        + "' in /sys/kernel/debug/kprobes/blacklist",
                List.of(),
                "");
    }

    private static ProbePoint withAbsences(ResolvedProbe probe, List<ResolvedProbe> all) {
        List<List<ArgumentOutcome>> outcomes =
                all.stream().map(ResolvedProbe::arguments).toList();
        return new ProbePoint(
                probe.definition().text(), probe.attachPoint(), Absences.arguments(probe.arguments(), outcomes));
    }

    /**
     * The places that the definition means in code with debug information: each copy of a function, inlined ones too, each
     * address that a line was compiled to. An argument that some of those have and others have not is {@linkplain
     * FetchBase.Absent absent} there.
     *
     * @throws ProbeResolutionException if there is no such place, or an argument is nowhere
     * @throws dev.probeproof.loader.dwarf.DwarfException if the debug information is damaged
     */
    public static List<ProbePoint> resolve(ProbeDefinition definition, DebugTarget target) {
        return points(examineAll(definition, target));
    }

    /**
     * The same for places that were {@linkplain #examineAll(ProbeDefinition, DebugTarget) examined} already: one for each,
     * in their order.
     *
     * @param sites all of one definition
     * @throws ProbeResolutionException if an argument is nowhere
     */
    public static List<ProbePoint> points(List<ResolvedSite> sites) {
        List<List<ArgumentOutcome>> outcomes =
                sites.stream().map(ResolvedSite::arguments).toList();
        return sites.stream()
                .map(site -> new ProbePoint(
                        site.definition().text(), site.attachPoint(), Absences.arguments(site.arguments(), outcomes)))
                .toList();
    }

    /**
     * The same in detail, one outcome for each argument at each place. Places at which the kernel takes no probes are left
     * out: {@link #leftOut} has them.
     *
     * @return at least one, by address
     * @throws ProbeResolutionException if there is no such place
     */
    public static List<ResolvedSite> examineAll(ProbeDefinition definition, DebugTarget target) {
        List<Site> sites = new SiteSearch(definition, target).sites();
        SiteArguments arguments = new SiteArguments(definition, target);
        if (!AllVariables.isIn(definition)) {
            return sites.stream().map(arguments::resolve).toList();
        }
        ProbeDefinition expanded = AllVariables.expanded(
                definition, sites.stream().map(arguments::names).toList());
        SiteArguments each = new SiteArguments(expanded, target);
        return sites.stream().map(each::resolve).toList();
    }

    /**
     * What a definition means besides, but the kernel is known to take no probes in, for people: a line each, with the reason.
     *
     * @throws ProbeResolutionException if nothing else is left, or the definition means nothing
     */
    public static List<String> leftOut(ProbeDefinition definition, DebugTarget target) {
        SiteSearch search = new SiteSearch(definition, target);
        search.sites();
        return search.leftOut();
    }

    /** The same, from the kernel's BTF and its list alone. */
    public static List<String> leftOut(ProbeDefinition definition, TargetKernel kernel) {
        if (!(definition.place() instanceof ProbePlace.Function place) || !place.isGlob()) {
            return List.of();
        }
        FunctionGlob glob = new FunctionGlob(place.name());
        return kernel.btf().names(BtfKind.FUNC).stream()
                .filter(name -> glob.matches(name) && kernel.symbols().forbidsProbes(name))
                .map(name -> name + ": the running kernel lists it")
                .toList();
    }
}
