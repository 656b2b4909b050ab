// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.loader.relocate.ReachableCode;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one relocated program asks of a kernel's BPF: how it is loaded, and what its reachable instructions use. */
final class ProgramNeeds {
    private static final int BPF_F_SLEEPABLE = 1 << 4;
    private static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;

    /** Which types learned to sleep, and when; the other sleepable ones always could. */
    private static final Map<ProgramType, String> SLEEPABLE_SINCE =
            Map.of(ProgramType.TRACING, "5.10", ProgramType.LSM, "5.10", ProgramType.KPROBE, "6.0");

    /** Above all helpers: numbers from here on mark what a loader could not resolve. */
    private static final int FIRST_MARK = 100_000_000;

    private final BpfObject object;
    private final RelocatedProgram program;
    private final List<Need> needs = new ArrayList<>();

    private ProgramNeeds(BpfObject object, RelocatedProgram program) {
        this.object = object;
        this.program = program;
    }

    /**
     * Each need once, at the first place that has it.
     *
     * @param reachable which instructions may run
     */
    static List<Need> of(BpfObject object, RelocatedProgram program, ReachableCode reachable) {
        ProgramNeeds needs = new ProgramNeeds(object, program);
        needs.addAttachType();
        needs.addFlags();
        needs.addCode(reachable);
        return needs.needs;
    }

    /** What is needed for a program's type, whatever its code. */
    static Need type(String program, ProgramType type) {
        return new Need(Need.Kind.PROGRAM_TYPE, type.number(), type.toString(), type.since(), Place.program(program));
    }

    private void addAttachType() {
        ProgramType type = program.type();
        Place whole = Place.program(program.name());
        // Struct_ops programs carry the index of a member there.
        int attach = program.expectedAttachType();
        if (attach != 0 && type != ProgramType.STRUCT_OPS) {
            String name = AttachType.of(attach).map(AttachType::toString).orElse(Integer.toUnsignedString(attach));
            String since = AttachType.of(attach).map(AttachType::since).orElse("");
            needs.add(new Need(Need.Kind.ATTACH_TYPE, attach, name, since, whole));
        }
    }

    private void addFlags() {
        Place whole = Place.program(program.name());
        if ((program.flags() & BPF_F_SLEEPABLE) != 0 && SLEEPABLE_SINCE.containsKey(program.type())) {
            String since = SLEEPABLE_SINCE.get(program.type());
            needs.add(new Need(Need.Kind.ABILITY, 0, "sleepable programs of type " + program.type(), since, whole));
        }
        if ((program.flags() & BPF_F_XDP_HAS_FRAGS) != 0) {
            needs.add(new Need(Need.Kind.ABILITY, 0, "packets in fragments (xdp.frags)", "5.18", whole));
        }
    }

    private void addCode(ReachableCode reachable) {
        Set<Ability> missing = EnumSet.allOf(Ability.class);
        Map<Integer, Need> helpers = new LinkedHashMap<>();
        Instructions instructions = program.instructions();
        for (int slot = 0; slot < instructions.size(); slot++) {
            Instruction instruction = instructions.get(slot);
            if (reachable.contains(slot)) {
                addAbilities(instruction, slot, missing);
                if (instruction.isCall() && instruction.src() == Opcode.HELPER_CALL && instruction.imm() < FIRST_MARK) {
                    int number = loadable(instruction.imm());
                    if (!helpers.containsKey(number)) {
                        helpers.put(number, helper(number, slot));
                    }
                }
            }
            if (instruction.isWide()) {
                slot++;
            }
        }
        needs.addAll(helpers.values());
    }

    private void addAbilities(Instruction instruction, int slot, Set<Ability> missing) {
        for (Ability ability : Ability.values()) {
            if (missing.contains(ability) && ability.isNeededBy(instruction)) {
                missing.remove(ability);
                needs.add(new Need(Need.Kind.ABILITY, 0, ability.toString(), ability.since(), place(slot)));
            }
        }
    }

    /** Loaders put {@code bpf_probe_read} in place of its successors where a kernel lacks those, so they are no need. */
    private static int loadable(int helper) {
        if (helper == HelperId.PROBE_READ_USER.number() || helper == HelperId.PROBE_READ_KERNEL.number()) {
            return HelperId.PROBE_READ.number();
        }
        if (helper == HelperId.PROBE_READ_USER_STR.number() || helper == HelperId.PROBE_READ_KERNEL_STR.number()) {
            return HelperId.PROBE_READ_STR.number();
        }
        return helper;
    }

    private Need helper(int number, int slot) {
        HelperId helper = HelperId.of(number).orElse(null);
        return new Need(
                Need.Kind.HELPER,
                number,
                helper == null ? "#" + Integer.toUnsignedString(number) : helper.functionName(),
                helper == null ? "" : helper.since(),
                place(slot));
    }

    private Place place(int slot) {
        return Place.insn(program.name(), slot, line(object, program, slot));
    }

    /** The source line of an instruction, if the object says. */
    static @Nullable SourceLine line(BpfObject object, RelocatedProgram program, int slot) {
        ProgramBtf btf = program.btf();
        if (btf == null || object.btf() == null) {
            return null;
        }
        ProgramBtf.@Nullable LineInfo found = null;
        for (ProgramBtf.LineInfo line : btf.lines()) {
            if (line.slot() > slot) {
                break;
            }
            found = line;
        }
        return found == null
                ? null
                : new SourceLine(
                        object.btf().string(Integer.toUnsignedLong(found.fileName())),
                        found.line(),
                        found.column(),
                        object.btf()
                                .string(Integer.toUnsignedLong(found.lineText()))
                                .strip());
    }
}
