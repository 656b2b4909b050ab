// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.loader.object.SourceLine;
import java.util.List;
import java.util.Optional;

/** Takes what is traced, in the order in which it happens. */
public interface TraceSink {
    /** A step of the scenario begins. */
    default void step(int number, String title, String task) {}

    /** A run of a program begins. */
    default void runBegins(Run run) {}

    /** Whether the instructions that come are wanted; those that are not are only counted, which is much faster. */
    default boolean isInterested() {
        return true;
    }

    /** An instruction has been executed that is not wanted. */
    default void skipped() {}

    /** An instruction has been executed; one that faulted is the last of its run. */
    default void executed(Executed instruction) {}

    /** The run that began last has ended. */
    default void runEnded(RunEnd end) {}

    /**
     * A run of a program.
     *
     * @param number counted from 1 over the scenario
     * @param attachedTo where, or {@code run by hand}
     * @param task the name of the task that it runs in, and its number
     */
    record Run(int number, ProgramCode code, String attachedTo, int cpu, String task, long nanoseconds) {}

    /**
     * What one instruction did.
     *
     * @param number counted from 1 over the scenario; 0 for the end of a call that was told before, because it called back
     * @param depth functions under way, 1 for the program itself
     * @param changed registers that hold something else afterwards, without those that calls make unreadable
     * @param after r0 to r10 afterwards; as before where the run ended with it
     * @param accesses of memory, also those that a helper makes for the program
     * @param next the slot that was executed next, in whichever function; -1 where the run ended
     */
    record Executed(
            long number,
            ProgramCode code,
            int slot,
            int depth,
            String text,
            Optional<SourceLine> line,
            List<Register> changed,
            List<Register> after,
            List<Access> accesses,
            Optional<HelperCall> helper,
            int next) {
        public Executed {
            changed = List.copyOf(changed);
            after = List.copyOf(after);
            accesses = List.copyOf(accesses);
        }
    }

    /** A register with its value, and that in words. */
    record Register(int number, long value, String words) {}

    /**
     * Memory that was read or written.
     *
     * @param place as C would call it
     * @param words the value in words
     */
    record Access(boolean write, String place, long address, int sizeBytes, long value, String words) {}

    /** A call of a helper with its arguments by name. */
    record HelperCall(String name, List<Argument> arguments, long result, String words) {
        public HelperCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(name).append('(');
            for (int i = 0; i < arguments.size(); i++) {
                text.append(i == 0 ? "" : ", ")
                        .append(arguments.get(i).name())
                        .append(": ")
                        .append(arguments.get(i).words());
            }
            return text.append(words.isEmpty() ? ")" : ") = " + words).toString();
        }
    }

    /** An argument of a helper; of pointers to keys and values the words are what lies there. */
    record Argument(String name, long value, String words) {}

    /**
     * How a run ended.
     *
     * @param fault why it ended early
     */
    record RunEnd(int returned, long instructions, Optional<String> fault, List<String> printed) {
        public RunEnd {
            printed = List.copyOf(printed);
        }
    }
}
