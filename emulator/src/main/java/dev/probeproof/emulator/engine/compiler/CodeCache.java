// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compiled programs, for kernels to share: the same object on seven kernels is one class wherever the code comes out
 * equal, and is fast in all of them once it is in one. What decides is the class file itself, so nothing that code depends
 * on can be forgotten; which kernel, maps and addresses it works on is in no code.
 *
 * <p>For any number of threads. Holds a bounded number of programs: the one asked for longest ago goes first, and is
 * unloaded once no kernel runs it.
 */
public final class CodeCache {
    /** Some 30 MiB at most, of common programs 5. */
    private static final int DEFAULT_CAPACITY = 1_000;

    private final int capacity;
    private final Map<ClassFile, CompiledProgram> programs = new LinkedHashMap<>(16, 0.75f, true);

    public CodeCache() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * @param capacity how many programs are held, at least 1
     */
    public CodeCache(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a cache of " + capacity + " programs holds nothing; give it 1 or more");
        }
        this.capacity = capacity;
    }

    /** How many programs are held now. */
    public synchronized int size() {
        return programs.size();
    }

    /** The program of a class file: one that is there, or a new one. */
    synchronized CompiledProgram programOf(ClassFile file) {
        CompiledProgram known = programs.get(file);
        if (known != null) {
            return known;
        }
        CompiledProgram made = CompiledProgram.of(file);
        programs.put(file, made);
        if (programs.size() > capacity) {
            programs.remove(programs.keySet().iterator().next());
        }
        return made;
    }

    /**
     * What becomes a class.
     *
     * @param bytes never changed
     * @param places see {@link CompiledProgram}
     */
    record ClassFile(byte[] bytes, int places, boolean usesFrames) {
        @Override
        public boolean equals(Object other) {
            return other instanceof ClassFile file
                    && Arrays.equals(bytes, file.bytes)
                    && places == file.places
                    && usesFrames == file.usesFrames;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
