// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import java.util.List;

/** What a preflight found: rows in input order, one per instance and kernel. */
public record CheckReport(List<Row> rows, List<Trial> trials, List<Problem> problems) {
    public CheckReport {
        rows = List.copyOf(rows);
        trials = List.copyOf(trials);
        problems = List.copyOf(problems);
    }

    /** Nothing was disproved, nothing could not be made, and of every argument it was said what it should be. */
    public boolean allProved() {
        return problems.isEmpty()
                && rows.stream().allMatch(Row::isProved)
                && trials.stream().allMatch(Trial::holds);
    }

    /** Whether there was anything to prove. */
    public boolean isEmpty() {
        return rows.isEmpty() && problems.isEmpty();
    }

    /**
     * One instance on one kernel.
     *
     * @param object file name
     * @param points what the instance serves, as their definitions name the places
     * @param arguments fetched per probe point
     * @param fetches values compared
     * @param faults dereferences made to fault, each with the error path followed
     * @param instructions executed by the longest run that ended normally
     * @param unproved arguments whose fetch runs but whose meaning nobody stated
     * @param assumed arguments that follow a pointer of which nothing says whether it leads to kernel or user memory; it
     *     was taken as the definition has it
     * @param notJudged arguments that the check has no meaning of its own for, and why
     * @param given arguments whose place is what debug information says: proved is what is made of it
     * @param findings what differed; empty if everything was proved
     */
    public record Row(
            String object,
            String program,
            int instance,
            List<String> points,
            String kernel,
            int arguments,
            long fetches,
            long faults,
            long instructions,
            int prologueInstructions,
            List<String> unproved,
            List<String> assumed,
            List<NotJudged> notJudged,
            List<Given> given,
            List<Finding> findings) {
        public Row {
            points = List.copyOf(points);
            notJudged = List.copyOf(notJudged);
            given = List.copyOf(given);
            unproved = List.copyOf(unproved);
            assumed = List.copyOf(assumed);
            findings = List.copyOf(findings);
        }

        /** Nothing differed, and of every argument it was said what it should be. */
        public boolean isProved() {
            return findings.isEmpty() && unproved.isEmpty() && notJudged.isEmpty();
        }

        /** Something differed. */
        public boolean isDisproved() {
            return !findings.isEmpty();
        }

        /** {@code on_file#0}. */
        public String instanceName() {
            return program + "#" + instance;
        }
    }

    /**
     * Something that differed.
     *
     * @param point the probe point
     * @param argument name of the argument, or empty for the instance as a whole
     * @param situation what had been made of memory: {@code as it should be}, {@code the pointer at hop 2 is null}
     * @param difference expected and got, in one line
     * @param hop number of the memory access at which the ways part, from 1; 0 for the register; -1 if not known
     * @param evidence address read, bytes expected and got, one line each
     * @param cause what most likely is wrong, or empty
     */
    public record Finding(
            String point,
            String argument,
            String situation,
            String difference,
            int hop,
            List<String> evidence,
            String cause) {
        public Finding {
            evidence = List.copyOf(evidence);
        }
    }

    /** An argument that was run, but that nothing independent says the value of. */
    public record NotJudged(String argument, String reason) {}

    /** An argument whose place is what debug information says, as one line. */
    public record Given(String argument, String place) {}

    /** What machine code that ran up to a probe point says of an argument there. */
    public enum Verdict {
        /** What was fetched is what the function had been given. */
        AGREES,
        /** A pointer that was fetched leads to an object of the right type; nothing says that it is the right object. */
        FITS,
        /** What was fetched cannot be the variable's value. */
        DISAGREES,
        /** The place was reached, but nothing says what the variable is there. */
        NOT_JUDGED,
        /** No run came to the place. */
        NOT_REACHED
    }

    /**
     * One argument at one place in machine code.
     *
     * @param point the place, short
     * @param runs how many runs came there
     * @param words what was fetched, and why it is right, wrong or neither
     */
    public record Trial(
            String object,
            String program,
            int instance,
            String point,
            String kernel,
            String argument,
            Verdict verdict,
            int runs,
            String words) {
        /** It was not shown to be wrong or left open. */
        public boolean holds() {
            return verdict == Verdict.AGREES || verdict == Verdict.FITS;
        }
    }

    /** A probe point or program that did not get as far as an instance on that kernel, and why. */
    public record Problem(String object, String program, String point, String kernel, String reason) {}
}
