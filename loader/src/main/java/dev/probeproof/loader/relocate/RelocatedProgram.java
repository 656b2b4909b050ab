// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.insn.AssembledCode;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.SlotMapping;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An entry program with its functions linked behind it and everything relocated but the maps, which stay names.
 *
 * @param name the function's name
 * @param section the ELF section it was in
 * @param maps every instruction that names a map, ascending by slot
 * @param core what became of every CO-RE relocation, ascending by slot
 * @param externs every instruction that uses something of the kernel, ascending by slot
 * @param attach what a BTF-typed program (fentry, tp_btf, lsm, iter ...) is for; {@link AttachTarget#NONE} for others
 * @param probes probe definitions that the source attached to the function, in source order
 */
public record RelocatedProgram(
        String name,
        String section,
        ProgramType type,
        int expectedAttachType,
        int flags,
        String license,
        int kernelVersion,
        Instructions instructions,
        List<MapReference> maps,
        @Nullable ProgramBtf btf,
        List<CoreOutcome> core,
        List<ExternReference> externs,
        AttachTarget attach,
        List<String> probes) {
    public RelocatedProgram {
        maps = List.copyOf(maps);
        core = List.copyOf(core);
        externs = List.copyOf(externs);
        probes = List.copyOf(probes);
    }

    /**
     * The modules whose types instructions refer to: number n, in {@code off} of a kfunc call and in the second half of a
     * load with pseudo source 3, is the n-th of these; 0 is the kernel itself.
     */
    public List<String> modules() {
        return externs.stream()
                .map(ExternReference::module)
                .filter(module -> !module.isEmpty())
                .distinct()
                .toList();
    }

    /** The same program for another target, as {@link AttachTargets#find} finds it. */
    public RelocatedProgram withAttach(AttachTarget target) {
        return new RelocatedProgram(
                name,
                section,
                type,
                expectedAttachType,
                flags,
                license,
                kernelVersion,
                instructions,
                maps,
                btf,
                core,
                externs,
                target,
                probes);
    }

    /** The same program with other instructions, as many as before, of which these name maps. */
    public RelocatedProgram withCode(Instructions newInstructions, List<MapReference> newMaps) {
        return new RelocatedProgram(
                name,
                section,
                type,
                expectedAttachType,
                flags,
                license,
                kernelVersion,
                newInstructions,
                newMaps,
                btf,
                core,
                externs,
                attach,
                probes);
    }

    /**
     * The same program after its instructions were edited: everything that has a slot follows its instruction, or is gone
     * with it. Function and line records stay if they still serve every function that there is now.
     *
     * @param code made of the code of {@link #instructions}
     */
    public RelocatedProgram edited(AssembledCode code) {
        SlotMapping mapping = code.mapping();
        return new RelocatedProgram(
                name,
                section,
                type,
                expectedAttachType,
                flags,
                license,
                kernelVersion,
                code.instructions(),
                followed(maps, MapReference::slot, MapReference::shifted, mapping),
                btf == null ? null : btf.edited(code),
                followed(core, CoreOutcome::slot, CoreOutcome::shifted, mapping),
                followed(externs, ExternReference::slot, ExternReference::shifted, mapping),
                attach,
                probes);
    }

    private static <T> List<T> followed(
            List<T> notes, ToIntFunction<T> slot, BiFunction<T, Integer, T> shifted, SlotMapping mapping) {
        return notes.stream()
                .filter(note -> mapping.slot(slot.applyAsInt(note)).isPresent())
                .map(note -> {
                    int old = slot.applyAsInt(note);
                    return shifted.apply(note, mapping.slot(old).getAsInt() - old);
                })
                .sorted((one, other) -> Integer.compare(slot.applyAsInt(one), slot.applyAsInt(other)))
                .toList();
    }
}
