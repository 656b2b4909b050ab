// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.emulator.helper.Helpers;
import dev.probeproof.emulator.helper.MockedFunction;
import dev.probeproof.emulator.object.KernelVariables;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses programs that call functions of the kernel (kfuncs) or use its variables: behind the types there is no kernel
 * here that could run the one or hold the other. They can be verified. Told when the program is attached or run and not when
 * it gets there, since what a program asks for by name it means to use.
 */
final class KernelReferenceCheck {
    private final ProgramImage image;
    private final TargetKernel target;

    private KernelReferenceCheck(ProgramImage image, TargetKernel target) {
        this.image = image;
        this.target = target;
    }

    /**
     * @param mockedCalls slots of calls that can be made
     * @param variables names of those that have a value
     * @throws UnsupportedFeatureException naming the first function or variable
     */
    static void check(ProgramImage image, TargetKernel target, Set<Integer> mockedCalls, Set<String> variables) {
        KernelReferenceCheck check = new KernelReferenceCheck(image, target);
        for (int slot = 0; slot < image.instructions().size(); slot++) {
            Instruction instruction = image.instructions().get(slot);
            if (isNamedCall(instruction) && !mockedCalls.contains(slot)) {
                throw check.refusal(
                        "kernel function '" + check.name(instruction.off(), instruction.imm()) + "' (kfunc)", slot);
            } else if (instruction.isWide()) {
                slot++;
                if (instruction.src() == Opcode.PSEUDO_BTF_ID
                        && slot < image.instructions().size()) {
                    int module = image.instructions().get(slot).imm();
                    if (module == 0 && variables.contains(check.name(module, instruction.imm()))) {
                        continue;
                    }
                    throw check.refusal(
                            "address of kernel symbol '" + check.name(module, instruction.imm()) + "'", slot - 1);
                }
            }
        }
    }

    /** The program with the addresses of this kernel's variables in place of their ids; the image's own if it names none. */
    static Instructions placed(ProgramImage image, KernelVariables variables) {
        List<Instruction> placed = new ArrayList<>();
        boolean changed = false;
        for (int slot = 0; slot < image.instructions().size(); slot++) {
            Instruction instruction = image.instructions().get(slot);
            placed.add(instruction);
            if (!instruction.isWide() || slot + 1 == image.instructions().size()) {
                continue;
            }
            slot++;
            Instruction second = image.instructions().get(slot);
            OptionalLong address = instruction.src() == Opcode.PSEUDO_BTF_ID && second.imm() == 0
                    ? variables.place(instruction.imm())
                    : OptionalLong.empty();
            if (address.isPresent()) {
                changed = true;
                placed.remove(placed.size() - 1);
                placed.add(instruction.withSrc(0).withImm((int) address.getAsLong()));
                second = second.withImm((int) (address.getAsLong() >>> Integer.SIZE));
            }
            placed.add(second);
        }
        return changed ? Instructions.of(placed) : image.instructions();
    }

    /** The calls that a test says what to do of, by their slots. */
    static Map<Integer, MockedFunction> mocked(ProgramImage image, TargetKernel target, Helpers helpers) {
        KernelReferenceCheck check = new KernelReferenceCheck(image, target);
        Map<Integer, MockedFunction> calls = new HashMap<>();
        for (int slot = 0; slot < image.instructions().size(); slot++) {
            Instruction instruction = image.instructions().get(slot);
            if (isNamedCall(instruction)) {
                int call = slot;
                helpers.function(
                                check.name(instruction.off(), instruction.imm()),
                                target.arch().byteOrder())
                        .ifPresent(function -> calls.put(call, function));
            } else if (instruction.isWide()) {
                slot++;
            }
        }
        return calls;
    }

    /** A call that names no function gets past a verifier only where the program cannot get to. */
    private static boolean isNamedCall(Instruction instruction) {
        return instruction.isCall()
                && instruction.src() == Opcode.PSEUDO_KFUNC_CALL
                && (instruction.imm() != 0 || instruction.off() != 0);
    }

    private UnsupportedFeatureException refusal(String feature, int slot) {
        return new UnsupportedFeatureException(
                feature + " (program '" + image.name() + "', insn " + slot + ")",
                feature.startsWith("address")
                        ? "nobody gave it a value. EmulatedKernel.variable does that for variables that the kernel's types describe"
                        : "not emulated. Use the native backend for this program");
    }

    /** What an id stands for, or the id where it stands for nothing. */
    private String name(int module, int id) {
        Btf types = types(module);
        return types != null && id > 0 && id < types.endId() ? types.name(id) : "BTF id " + id;
    }

    private @Nullable Btf types(int module) {
        if (module == 0) {
            return target.btf();
        } else if (module < 0 || module > image.modules().size()) {
            return null;
        }
        String name = image.modules().get(module - 1);
        return target.modules().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(KernelModule::btf)
                .orElse(null);
    }
}
