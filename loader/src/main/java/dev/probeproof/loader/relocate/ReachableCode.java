// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.kernel.MapSpec;
import java.util.BitSet;
import java.util.List;

/**
 * Which instructions of a program a kernel's verifier can possibly get to, judged without a kernel. What a kernel lacks
 * is harmless where the verifier never looks: behind {@code if (bpf_core_field_exists(...))}, or behind a test of a
 * configuration value.
 *
 * <p><b>What is not among them is not reached</b>, whatever the kernel from 5.8 on, for a program that is loaded with
 * {@code CAP_BPF} and {@code CAP_PERFMON}: constants are followed only as far as those verifiers follow them, through
 * arithmetic, 8-byte spills, functions of the program, and loads from maps that are frozen and read-only
 * ({@code .rodata}, {@code .kconfig}).
 *
 * <p>The other direction is as far as can be told: a verifier knows ranges and single bits, and follows every iteration
 * of a loop, so it may never get to something that is reported here. What it knows of a value is lost here after division,
 * negation and byte swaps, in stores of immediates and of less than 8 bytes, through memory of a caller, and where more
 * than {@value ReachWalk#STATES} sets of constants meet. Work is bounded: about linear in the size of the program.
 */
public final class ReachableCode {
    private final RelocatedProgram program;
    private final BitSet slots;

    private ReachableCode(RelocatedProgram program, BitSet slots) {
        this.program = program;
        this.slots = slots;
    }

    /**
     * The reachable code of one of an object's programs. Configuration values that are not known of the kernel count as
     * unknown, though zero stands in their place.
     */
    public static ReachableCode of(RelocatedProgram program, RelocatedObject object) {
        return of(program, FrozenValues.of(object));
    }

    /** The reachable code, where these maps hold at load time what their initial values say. */
    public static ReachableCode of(RelocatedProgram program, List<MapSpec> maps) {
        return of(program, FrozenValues.of(maps));
    }

    private static ReachableCode of(RelocatedProgram program, FrozenValues values) {
        return new ReachableCode(program, new ReachWalk(ReachFlow.of(program), program, values).reached());
    }

    /** False if no verifier gets to the instruction of that slot. */
    public boolean contains(int slot) {
        return slots.get(slot);
    }

    /** The slots that may be reached; both of a 64-bit load. */
    public BitSet slots() {
        return (BitSet) slots.clone();
    }

    /** The CO-RE relocations that found nothing, where that may matter: a kernel may refuse the program for them. */
    public List<CoreOutcome> poison() {
        return program.core().stream()
                .filter(outcome -> outcome.isPoisoned() && contains(outcome.slot()))
                .toList();
    }

    /** The calls of functions that the kernel lacks, where that may matter. */
    public List<ExternReference> missingCalls() {
        return program.externs().stream()
                .filter(reference -> reference.missing()
                        && program.instructions().get(reference.slot()).isCall()
                        && contains(reference.slot()))
                .toList();
    }
}
