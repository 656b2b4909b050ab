// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import java.util.OptionalLong;

/**
 * Where an execution is to stop.
 *
 * @param id counted from 1
 * @param condition an expression that must not be 0; empty for none
 * @param from the first hit that counts, over the whole scenario, from 1
 */
public record Breakpoint(int id, Place place, String condition, int from, boolean enabled) {
    /** What it waits for. */
    public sealed interface Place {}

    /** A line of C for which there is code. */
    public record Line(String file, int line) implements Place {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** The begin of a function, or of a program behind the fetches of its arguments. */
    public record Function(String name) implements Place {
        @Override
        public String toString() {
            return "function " + name;
        }
    }

    /** Before every call of a helper. */
    public record Helper(int number, String name) implements Place {
        @Override
        public String toString() {
            return "call of " + name;
        }
    }

    /** Before an instruction of a program. */
    public record Instruction(String program, int slot) implements Place {
        @Override
        public String toString() {
            return "instruction " + slot + " of " + program;
        }
    }

    /**
     * When a value changes, or its memory is touched.
     *
     * @param address where it lies; absent for what may lie anywhere, or nowhere yet
     */
    public record Watch(String expression, Access access, OptionalLong address, long sizeBytes) implements Place {
        @Override
        public String toString() {
            return access.words + " " + expression;
        }
    }

    /** What a watch waits for. */
    public enum Access {
        CHANGE("change of"),
        READ("read of"),
        BOTH("access to");

        private final String words;

        Access(String words) {
            this.words = words;
        }
    }

    Breakpoint enabled(boolean now) {
        return new Breakpoint(id, place, condition, from, now);
    }
}
