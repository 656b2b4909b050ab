// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.definition.Mechanism;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.instance.PrologueException.Reason;
import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.probe.ArgumentWords;
import dev.probeproof.loader.probe.ProbedTypes;
import dev.probeproof.loader.relocate.AttachTarget;
import dev.probeproof.loader.relocate.RelocatedProgram;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.List;

/**
 * The context of programs that get arguments: {@code u64[]}. What a verifier takes a word for depends on the program. To one
 * of a raw tracepoint all are numbers (but for the first of a writable one, a pointer to what may be written). To one that
 * is loaded for a target of the kernel's types, integers, enums and parts of structs are; pointers are typed, trusted, null or
 * not, and of some kinds refused, each release in its own way, so none of them is loaded as a number here.
 */
final class WordContext implements ProbeContext {
    private final List<Boolean> numbers;

    private WordContext(List<Boolean> numbers) {
        this.numbers = numbers;
    }

    /** @param program with the target that it will be loaded for */
    static WordContext of(RelocatedProgram program, TargetKernel kernel) {
        if (program.type() == ProgramType.RAW_TRACEPOINT) {
            return new WordContext(filled(0, true));
        } else if (program.type() == ProgramType.RAW_TRACEPOINT_WRITABLE) {
            return new WordContext(filled(1, true));
        }
        AttachTarget target = program.attach();
        if (target.btfId() == 0) {
            return new WordContext(List.of());
        }
        Btf btf = types(kernel, target.module());
        Mechanism mechanism = Mechanism.of(program.type(), program.expectedAttachType());
        BtfType.FuncProto prototype = new ProbedTypes(btf, mechanism).prototype(target.btfId());
        return new WordContext(ArgumentWords.of(mechanism, btf, prototype).types().stream()
                .map(type -> isNumber(btf, type))
                .toList());
    }

    private static List<Boolean> filled(int from, boolean value) {
        Boolean[] all = new Boolean[ContextWords.MAX];
        for (int i = 0; i < all.length; i++) {
            all[i] = i >= from == value;
        }
        return List.of(all);
    }

    private static Btf types(TargetKernel kernel, String module) {
        return kernel.modules().stream()
                .filter(each -> each.name().equals(module))
                .findFirst()
                .map(KernelModule::btf)
                .orElse(kernel.btf());
    }

    private static boolean isNumber(Btf btf, int type) {
        BtfType resolved = btf.resolve(type);
        return resolved instanceof BtfType.Int number && number.size() <= 8
                || resolved instanceof BtfType.Enum
                || resolved instanceof BtfType.Composite struct && !struct.union();
    }

    @Override
    public void load(PrologueCode code, int dst, int context, Register register) {
        if (!ContextWords.isWord(register)) {
            throw new PrologueException(
                    Reason.UNSUPPORTED,
                    "the context is arguments, not registers: there is no '" + register.name() + "'");
        }
        code.emit(Insn.load(8, dst, context, register.ptRegsOffset()));
    }

    @Override
    public boolean givesNumber(Register register) {
        if (!ContextWords.isWord(register)) {
            return true;
        }
        int index = ContextWords.index(register);
        return index < numbers.size() && numbers.get(index);
    }
}
