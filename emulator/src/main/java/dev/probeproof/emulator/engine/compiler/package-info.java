// SPDX-License-Identifier: MIT
/**
 * Runs programs as bytecode of this JVM: each function of a program becomes a static method, its registers become local
 * variables, and what the verifier proved decides how memory is reached. Start with
 * {@link dev.probeproof.emulator.engine.compiler.BytecodeEngine}, then {@code ProgramCompiler} and {@code FunctionWriter};
 * {@code Machine} is what compiled code runs on.
 */
@NullMarked
package dev.probeproof.emulator.engine.compiler;

import org.jspecify.annotations.NullMarked;
