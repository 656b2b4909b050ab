// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.compiler.CodeCache.ClassFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A program as a class of this JVM. Keeps nothing between runs: all state is in the machine, so threads share it. */
abstract class CompiledProgram {
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, int.class, boolean.class);

    /** How many places in it remember where they found memory. */
    final int places;

    /** Whether any of its functions has its frame in memory. */
    final boolean usesFrames;

    CompiledProgram(int places, boolean usesFrames) {
        this.places = places;
        this.usesFrames = usesFrames;
    }

    /** An instance of a new class, which is unloaded when nobody uses it any more. */
    static CompiledProgram of(ClassFile file) {
        try {
            MethodHandles.Lookup compiled = MethodHandles.lookup().defineHiddenClass(file.bytes(), true);
            return (CompiledProgram) compiled.findConstructor(compiled.lookupClass(), CONSTRUCTOR)
                    .invoke(file.places(), file.usesFrames());
        } catch (Throwable failure) {
            throw new EngineDefect("as compiled", 0, failure);
        }
    }

    /**
     * From the first instruction to the exit.
     *
     * @return r0
     */
    abstract long run(Machine machine, long r1, long r2) throws Throwable;

    /** Runs the function that begins at a slot, as helpers do that take one. */
    abstract long call(Machine machine, int slot, long r1, long r2, long r3, long r4, long r5) throws Throwable;
}
