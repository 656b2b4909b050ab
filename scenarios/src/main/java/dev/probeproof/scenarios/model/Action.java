// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.model;

import java.util.List;
import java.util.Optional;

/** What happens in a step. */
public sealed interface Action {
    /** Which part of a call happens. */
    enum Half {
        /** Entry, and return after the time that it takes. */
        BOTH("call"),
        ENTRY("enter"),
        RETURN("leave");

        private final String word;

        Half(String word) {
            this.word = word;
        }

        /** As scenario files say it. */
        public String word() {
            return word;
        }

        /** The same of a system call. */
        public String systemCallWord() {
            return this == BOTH ? "syscall" : word + "-syscall";
        }
    }

    /**
     * A kernel function is called: what is attached to its entry runs (kprobe, fentry, fmod_ret), then what is attached to its
     * return (kretprobe, fexit).
     *
     * @param place function, with {@code +OFFSET} for one of its instructions
     * @param arguments by the names that the kernel's types give them, or by position from 1
     * @param registers by name, for what arguments do not say
     * @param returns what it returns; 0 if absent
     * @param takes nanoseconds between entry and return
     */
    record Call(
            Value.Word place,
            Half half,
            List<Value.Field> arguments,
            List<Value.Field> registers,
            Optional<Value> returns,
            long takes)
            implements Action {
        public Call {
            arguments = List.copyOf(arguments);
            registers = List.copyOf(registers);
        }

        @Override
        public String toString() {
            return half.word() + " " + place.text();
        }
    }

    /**
     * A function in user space is called: uprobes, then uretprobes.
     *
     * @param place {@code /usr/bin/bash:readline}, or with an offset in the file {@code /usr/bin/bash+0x1c40}
     * @param arguments by position from 1
     */
    record UserCall(
            Value.Word place,
            Half half,
            List<Value.Field> arguments,
            List<Value.Field> registers,
            Optional<Value> returns,
            long takes)
            implements Action {
        public UserCall {
            arguments = List.copyOf(arguments);
            registers = List.copyOf(registers);
        }

        @Override
        public String toString() {
            return "user-" + half.word() + " " + place.text();
        }
    }

    /**
     * A process makes a system call: the tracepoints of all system calls and of this one, and what is attached to the function
     * that serves it.
     *
     * @param name as processes or the kernel's functions have it
     * @param arguments by name or position from 1
     * @param returns what the process gets; 0 if absent
     * @param takes nanoseconds between entry and return
     */
    record SystemCall(Value.Word name, Half half, List<Value.Field> arguments, Optional<Value> returns, long takes)
            implements Action {
        public SystemCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return half.systemCallWord() + " " + name.text();
        }
    }

    /**
     * A sample of a perf event: perf_event programs run.
     *
     * @param period how many events it stands for
     * @param address of the data that was touched, for events that have one
     */
    record Sample(Value period, List<Value.Field> registers, Optional<Value> address) implements Action {
        public Sample {
            registers = List.copyOf(registers);
        }

        @Override
        public String toString() {
            return "sample " + period;
        }
    }

    /**
     * A tracepoint is passed: tracepoint, raw_tp and tp_btf programs run.
     *
     * @param event {@code category:name}; the category may be left out where only the name counts (raw_tp, tp_btf)
     * @param arguments of the tracepoint, by name or position, as raw_tp and tp_btf programs get them
     * @param fields of its record, as tracepoint programs get it
     */
    record Tracepoint(Value.Word event, List<Value.Field> arguments, List<Value.Field> fields) implements Action {
        public Tracepoint {
            arguments = List.copyOf(arguments);
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return "tracepoint " + event.text();
        }
    }

    /**
     * A program is run by hand, as {@code BPF_PROG_TEST_RUN} does.
     *
     * @param data a packet, in bytes
     * @param context bytes, or 8-byte words in a list
     */
    record Run(Value.Word program, Optional<Value> data, Optional<Value> context) implements Action {
        @Override
        public String toString() {
            return "run " + program.text();
        }
    }

    /** User space writes to a map. */
    record Update(Value.Word map, Value key, Value value) implements Action {
        @Override
        public String toString() {
            return "update " + map.text();
        }
    }

    /** User space deletes from a map. */
    record Delete(Value.Word map, Value key) implements Action {
        @Override
        public String toString() {
            return "delete from " + map.text();
        }
    }

    /** Members of kernel objects change ({@code $file->f_pos: 512}), or global variables of the programs. */
    record Assign(List<Value.Field> places) implements Action {
        public Assign {
            places = List.copyOf(places);
        }

        @Override
        public String toString() {
            return "set "
                    + String.join(", ", places.stream().map(Value.Field::name).toList());
        }
    }

    /** Nothing but time passes. */
    record Wait(long nanoseconds) implements Action {
        @Override
        public String toString() {
            return "wait " + nanoseconds + "ns";
        }
    }
}
