// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Dialect;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;

/** Programs from text, run without ceremony. */
final class Programs {
    private Programs() {}

    static Executable program(String text) {
        return new Executable("test", Assembler.assemble(text, Dialect.KERNEL), List.of());
    }

    static Executable program(Instruction... slots) {
        return new Executable("test", Instructions.of(slots), List.of());
    }

    static ExecutionResult run(String text) {
        return run(new FakeEnvironment(), text);
    }

    static ExecutionResult run(FakeEnvironment environment, String text) {
        return new Interpreter().run(program(text), environment, 0, 0, null);
    }
}
