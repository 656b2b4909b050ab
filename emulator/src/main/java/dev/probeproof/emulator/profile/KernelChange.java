// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

/** What changed a verdict or its words, by the first release that has it. */
public enum KernelChange {
    /** Loops are followed, not refused as back-edges. */
    BOUNDED_LOOPS("5.3"),
    /** A million instructions are followed for privileged users, not 131,072. */
    MILLION_INSTRUCTIONS("5.2"),
    /** Sign-extending loads and moves, 32-bit-offset jumps, unconditional byte swap, signed division. */
    ISA_V4("6.6"),
    /** Immediates may be stored to a context, not only registers. */
    CONTEXT_STORES_OF_IMMEDIATES("6.3"),
    /** Pointers among typed arguments must be loaded whole. */
    TYPED_POINTER_SIZES("6.12"),
    /** Structs by value among typed arguments. */
    STRUCT_ARGUMENTS("6.1"),
    /** Unions by value among typed arguments. Not in 6.12, in 6.18. */
    UNION_ARGUMENTS("6.18"),
    /** Pointers to integers of any name among typed arguments are numbers; before, those to {@code char}. */
    INTEGER_POINTERS("5.17"),
    /** Pointers to {@code const void} are numbers as those to {@code void} are. Not in 6.12, in 6.18. */
    QUALIFIED_VOID_POINTERS("6.14"),
    /** Every pointer among typed arguments that is not to a struct is a number. */
    POINTERS_TO_ALL_BUT_STRUCTS("7.0"),
    /** Typed pointers into user space are marked. */
    USER_POINTERS("5.18"),
    /** Typed pointers to per-CPU variables are marked. */
    PERCPU_POINTERS("5.19"),
    /** Typed pointers that are known to be valid are told from others. */
    TRUSTED_POINTERS("6.2"),
    /** Arguments of tracepoints that may be null are known as such. */
    NULLABLE_TRACEPOINT_ARGUMENTS("6.12"),
    /** Security hooks have return ranges of their own. */
    LSM_RETURN_RANGES("6.12"),
    /** Tracing programs must return a number that fits where they attach. */
    TRACING_RETURN_RANGES("5.8"),
    /** Structs of functions have stubs that tell more of their arguments. */
    STRUCT_OPS_STUBS("6.9"),
    /** The session forms of kprobes. */
    KPROBE_SESSIONS("6.10"),
    /** The session forms of uprobes. */
    UPROBE_SESSIONS("6.13"),
    /** Programs on tracepoints may sleep. Not in 6.18, in 7.2; the release between is a guess. */
    SLEEPABLE_TRACEPOINTS("7.1"),
    /** Programs on binds may wave privileged ports through. */
    BINDS_TO_PRIVILEGED_PORTS("5.12"),
    /** Iterators and structs of functions may sleep, and the message says so. */
    SLEEPABLE_BEYOND_FUNCTIONS("6.3"),
    /** Modules may have structs of functions. */
    STRUCT_OPS_OF_MODULES("6.9"),
    /** The session form of tracing programs. Not in 6.18, in 7.2; the release between is a guess. */
    TRACING_SESSIONS("7.0"),
    /** Attach types for many functions at once, for tracing programs only. Not in 6.18, in 7.2. */
    MULTI_TRACING("7.2"),
    /** Probes may change registers. Not in 6.18, in 7.2; the release between is a guess. */
    WRITABLE_REGISTERS("6.19"),
    /** Contexts that are not translated may be moved before they are accessed. Not in 6.18, in 7.2; see above. */
    MOVED_CONTEXTS("7.0");

    private final String since;

    KernelChange(String since) {
        this.since = since;
    }

    /** The first release, such as {@code 5.3}. */
    public String since() {
        return since;
    }
}
