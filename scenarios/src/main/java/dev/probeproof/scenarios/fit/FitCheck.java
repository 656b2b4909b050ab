// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.extern.ExternNote;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.relocate.ReachableCode;
import dev.probeproof.loader.relocate.RelocatedObject;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.relocate.Relocator;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares one object with one kernel. */
final class FitCheck {
    /** Kernels that do not know these load the program all the same, and offer another way to attach it. */
    private static final Set<AttachType> LOADS_WITHOUT =
            EnumSet.of(AttachType.XDP, AttachType.SK_REUSEPORT_SELECT, AttachType.TCX_INGRESS, AttachType.TCX_EGRESS);

    private final BpfObject object;
    private final FitTarget target;
    private final KernelWords words;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Need> needs = new LinkedHashMap<>();

    private FitCheck(BpfObject object, FitTarget target) {
        this.object = object;
        this.target = target;
        this.words = new KernelWords(target.kernel().name());
    }

    static KernelFit of(BpfObject object, FitTarget target, Selection selection) {
        FitCheck check = new FitCheck(object, target);
        RelocatedObject relocated = Relocator.relocate(object, target.kernel());
        object.maps().forEach(check::map);
        for (ProgramSpec program : object.programs()) {
            if (selection.has(program)) {
                check.program(program, relocated);
            }
        }
        relocated.notes().forEach(check::value);
        return new KernelFit(target.kernel().name(), check.findings, List.copyOf(check.needs.values()));
    }

    private void map(MapSpec map) {
        MapType type = MapType.of(map.type()).orElse(null);
        String name = type == null ? Integer.toUnsignedString(map.type()) : type.toString();
        need(new Need(Need.Kind.MAP_TYPE, map.type(), name, type == null ? "" : type.since(), Place.map(map.name())));
    }

    private void program(ProgramSpec spec, RelocatedObject relocated) {
        if (spec.type() == ProgramType.UNSPEC) {
            findings.add(new Finding(
                    Finding.Kind.UNTYPED_PROGRAM,
                    spec.section(),
                    "section name '" + spec.section() + "' does not say what type of program it is",
                    "",
                    Place.program(spec.name())));
        } else {
            need(ProgramNeeds.type(spec.name(), spec.type()));
        }
        RelocatedProgram program;
        try {
            program = relocated.program(spec.name());
        } catch (ProbeproofException reason) {
            findings.add(Refusals.finding(object, spec, reason, words));
            return;
        }
        ReachableCode reachable = ReachableCode.of(program, relocated);
        for (Need need : ProgramNeeds.of(object, program, reachable)) {
            need(need);
        }
        for (CoreOutcome outcome : program.core()) {
            access(outcome, program, reachable);
        }
        for (ExternReference reference : program.externs()) {
            extern(reference, program, reachable);
        }
        AttachPlaces.check(spec, program, target.kernel(), words).ifPresent(findings::add);
    }

    /** What an object cannot do without counts for the release; of what the kernel lacks, each program's is told. */
    private void need(Need need) {
        if (kind(need).spoilsTheFit()) {
            needs.putIfAbsent(need.kind() + " " + need.name(), need);
        }
        switch (target.offer().has(need)) {
            case YES -> {}
            case NO -> findings.add(lacks(need));
            case UNKNOWN ->
                findings.add(new Finding(
                        Finding.Kind.UNKNOWN,
                        need.kind() + " " + need.name(),
                        "whether it has " + what(need) + " cannot be told from its types or release",
                        need.since(),
                        need.place()));
        }
    }

    private static Finding lacks(Need need) {
        Finding.Kind kind = kind(need);
        String text = "no " + what(need) + (need.since().isEmpty() ? "" : ", which came with Linux " + need.since())
                + (kind.spoilsTheFit() ? "" : "; such programs load all the same, and are attached in an older way");
        return new Finding(kind, need.name(), text, need.since(), need.place());
    }

    private static String what(Need need) {
        return switch (need.kind()) {
            case ABILITY -> need.name();
            default -> need.kind() + " " + need.name();
        };
    }

    private static Finding.Kind kind(Need need) {
        return switch (need.kind()) {
            case HELPER -> Finding.Kind.MISSING_HELPER;
            case MAP_TYPE -> Finding.Kind.MISSING_MAP_TYPE;
            case PROGRAM_TYPE -> Finding.Kind.MISSING_PROGRAM_TYPE;
            case ATTACH_TYPE ->
                AttachType.of(need.number()).filter(LOADS_WITHOUT::contains).isPresent()
                        ? Finding.Kind.UNKNOWN_ATTACH_TYPE
                        : Finding.Kind.MISSING_ATTACH_TYPE;
            case ABILITY -> Finding.Kind.MISSING_ABILITY;
        };
    }

    private void access(CoreOutcome outcome, RelocatedProgram program, ReachableCode reachable) {
        if (!outcome.isPoisoned()) {
            return;
        }
        Finding.Kind kind = switch (outcome.kind()) {
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_EXISTS, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
                Finding.Kind.MISSING_FIELD;
            case ENUMVAL_EXISTS, ENUMVAL_VALUE -> Finding.Kind.MISSING_ENUMERATOR;
            case TYPE_ID_LOCAL, TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES -> Finding.Kind.MISSING_TYPE;
        };
        findings.add(new Finding(
                reachable.contains(outcome.slot()) ? kind : Finding.Kind.UNUSED_ACCESS,
                outcome.local(),
                words.neutral(String.valueOf(outcome.reason())),
                "",
                Place.insn(program.name(), outcome.slot(), outcome.line())));
    }

    private void value(ExternNote note) {
        findings.add(
                new Finding(Finding.Kind.EXTERN_VALUE, note.extern().name(), words.neutral(note.text()), "", null));
    }

    /** A call of what is not there is refused where it can be reached; an address that is 0 is for the program to test. */
    private void extern(ExternReference reference, RelocatedProgram program, ReachableCode reachable) {
        if (!reference.missing()) {
            return;
        }
        boolean called = program.instructions().get(reference.slot()).isCall() && reachable.contains(reference.slot());
        String name = reference.extern().name();
        findings.add(new Finding(
                called ? Finding.Kind.MISSING_EXTERN : Finding.Kind.MISSING_WEAK_EXTERN,
                name,
                called
                        ? "no kernel function '" + name + "', which is weak but called without a check"
                        : "no '" + name + "', which is weak",
                "",
                Place.insn(program.name(), reference.slot(), ProgramNeeds.line(object, program, reference.slot()))));
    }
}
