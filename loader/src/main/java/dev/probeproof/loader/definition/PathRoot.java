// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

/** What a {@link PathExpression} starts from. */
public sealed interface PathRoot {
    /** {@link PerCpu#cpu} of the copy of the CPU that the probe fires on. */
    int THIS_CPU = -1;

    /** As it is written in a definition. */
    @Override
    String toString();

    /** The bare name, for labels and messages: {@code file}, {@code retval}, {@code arg2}, {@code runqueues}. */
    String name();

    /** A parameter of the function; where debug information says so, also a local variable. */
    record Parameter(String name) implements PathRoot {
        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code $retval}: the value at return. */
    record ReturnValue() implements PathRoot {
        @Override
        public String name() {
            return "retval";
        }

        @Override
        public String toString() {
            return PathExpression.RETURN_VALUE;
        }
    }

    /** {@code $argN}: the parameter of that number, from 1, with the type that the prototype gives it. */
    record Argument(int number) implements PathRoot {
        @Override
        public String name() {
            return "arg" + number;
        }

        @Override
        public String toString() {
            return "$arg" + number;
        }
    }

    /** {@code $global(NAME)}: a variable of the kernel, itself and not its address. */
    record Global(String name) implements PathRoot {
        @Override
        public String toString() {
            return "$global(" + name + ")";
        }
    }

    /**
     * {@code $percpu(NAME)} or {@code $percpu(NAME, CPU)}: one CPU's copy of a per-CPU variable.
     *
     * @param cpu number of the CPU, or {@link #THIS_CPU}
     */
    record PerCpu(String name, int cpu) implements PathRoot {
        @Override
        public String toString() {
            return "$percpu(" + name + (cpu == THIS_CPU ? "" : ", " + cpu) + ")";
        }
    }

    /**
     * {@code $params} and {@code $vars} of perf, {@code $arg*} of the kernel: every parameter, or every variable, that there is
     * at a place. It becomes one argument for each name before anything is resolved.
     *
     * @param locals also variables that are no parameters
     */
    record All(boolean locals) implements PathRoot {
        @Override
        public String name() {
            return locals ? "vars" : "params";
        }

        @Override
        public String toString() {
            return "$" + name();
        }
    }
}
