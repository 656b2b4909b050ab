// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.profile;

import dev.probeproof.loader.kernel.KernelRelease;

/** What changed a verdict or its words, by the first release that has it. */
public enum KernelChange {
    /** A million instructions are followed for privileged users, not 131,072. */
    MILLION_INSTRUCTIONS("5.2"),
    /** What a frozen read-only map holds is known. */
    CONSTANT_MAPS("5.5"),
    /** Tracing programs must return a number that fits where they attach. */
    TRACING_RETURN_RANGES("5.8"),
    /** Copies of a number share an id, and what a branch finds out about one holds for all. */
    SCALAR_IDS("5.10"),
    /** Privileged programs may read stack that nobody wrote (6.4, and the stable releases of 5.10 and later). */
    UNINITIALIZED_STACK_READS("5.10"),
    /** A packet pointer that was compared is known to stand at or behind the end (5.11, and stable releases of 5.10). */
    PACKET_END_PLACES("5.10"),
    /** The lower part of a number may be spilled and filled (5.16, and stable releases of 5.10). */
    PARTIAL_SPILLS("5.10"),
    /** What a store of an immediate leaves on the stack is known (6.3, and stable releases of 5.10). */
    IMMEDIATE_SPILLS("5.10"),
    /** A store of the immediate zero leaves zeros on the stack. */
    IMMEDIATE_ZEROS("5.10"),
    /** Both ends of a stack access are checked, with an errno each. */
    STACK_BOUNDS_AS_RANGE("5.10"),
    /** Atomic operations other than addition, and those that fetch. */
    ATOMICS("5.12"),
    /** Programs on binds may wave privileged ports through. */
    BINDS_TO_PRIVILEGED_PORTS("5.12"),
    /** Unknown bits of a product are summed apart from the known product. */
    SEPARATE_TNUM_PRODUCT("5.14"),
    /** Pointers to integers of any name among typed arguments are numbers; before, those to {@code char}. */
    INTEGER_POINTERS("5.17"),
    /** Tags on pointer types say whose memory it is. */
    POINTER_TAGS("5.18"),
    /** Typed pointers into user space are marked. */
    USER_POINTERS("5.18"),
    /** Typed pointers to per-CPU variables are marked. */
    PERCPU_POINTERS("5.19"),
    /** The range of a 64-bit number tells bits of its low half. */
    LOW_BITS_FROM_WHOLE("5.19"),
    /** Structs by value among typed arguments. */
    STRUCT_ARGUMENTS("6.1"),
    /** A helper that may sleep is refused for that, not unknown to programs that cannot. */
    SLEEPING_CALLS_NAMED("6.1"),
    /** Bits that a test found clear start the ranges anew (6.17, and the stable releases since 6.1). */
    CLEAR_BITS_RESTART("6.1"),
    /** A left shift by 32 keeps the sign of the low half. */
    SIGNED_SHIFT_OUT("6.1"),
    /** Programs with several functions do not have all numbers precise from the start. */
    PRECISION_ACROSS_CALLS("6.2"),
    /** Pointers to kernel types are trusted, untrusted or neither. */
    TRUSTED_POINTERS("6.2"),
    /** A pointer that equals one that is not null is not null. */
    NULL_LIFTED_BY_EQUALITY("6.2"),
    /** Immediates may be stored to a context, not only registers. */
    CONTEXT_STORES_OF_IMMEDIATES("6.3"),
    /** Pointers to memory of a known size are never null. */
    MEMORY_IS_NOT_NULL("6.3"),
    /** Iterators and structs of functions may sleep, and the message says so. */
    SLEEPABLE_BEYOND_FUNCTIONS("6.3"),
    /** A constant on the left side decides a branch. */
    CONSTANT_LEFT_BRANCH("6.4"),
    /** A 32-bit copy of a number that fits is the same number. */
    LINKED_LOW_HALVES("6.5"),
    /** Known numbers get no ids. */
    CONSTANTS_WITHOUT_IDS("6.5"),
    /** A read deepens the stack that is known of, and refusals tell the offset of the instruction. */
    STACK_GROWS_BY_READS("6.8"),
    /** Bounds that contradict each other are reported and forgotten. */
    BOUNDS_SANITY("6.8"),
    /** A comparison looks at its left register first. */
    JUMP_READS_DESTINATION_FIRST("6.8"),
    /** A zero on the stack may be a spilled number that need not be precise. */
    SPILLED_ZEROS("6.8"),
    /** Precision is traced through stack accesses of any register. */
    STACK_ACCESS_HISTORY("6.8"),
    /** Low half and whole narrow each other's range; a comparison narrows both its sides. */
    CROSS_WIDTH_BOUNDS("6.8"),
    /** Numbers are spilled whatever is known of them, and may be filled in part. */
    NARROW_FILLS("6.9"),
    /** Structs of functions have stubs that tell more of their arguments. */
    STRUCT_OPS_STUBS("6.9"),
    /** Modules may have structs of functions. */
    STRUCT_OPS_OF_MODULES("6.9"),
    /** OR, XOR and MUL with a right side that is not constant have bounds. */
    VARIABLE_SOURCE_BOUNDS("6.10"),
    /** The session forms of kprobes. */
    KPROBE_SESSIONS("6.10"),
    /** A map pointer is never null. */
    MAP_POINTER_IS_NOT_NULL("6.11"),
    /** A number plus a constant stays linked to the number. */
    LINKED_SUMS("6.11"),
    /** A sign-extended number with a low half that is not negative has a zero upper half. */
    SIGN_EXTENDED_BOUNDS("6.11"),
    /** Pointers among typed arguments must be loaded whole. */
    TYPED_POINTER_SIZES("6.12"),
    /** Arguments of tracepoints that may be null are known as such. */
    NULLABLE_TRACEPOINT_ARGUMENTS("6.12"),
    /** Security hooks have return ranges of their own. */
    LSM_RETURN_RANGES("6.12"),
    /** A helper that the program's type does not have is called that, not unknown. */
    HELPER_OF_TYPE_NAMED("6.12"),
    /** Which numbers were linked when a branch refined them is remembered for each instruction. */
    LINKED_REGISTER_HISTORY("6.12"),
    /** Known bits that differ decide an equality. */
    BITS_DECIDE_EQUALITY("6.12"),
    /** A signed range that crosses zero narrows the unsigned one (6.17, and the stable releases of 6.12). */
    SPLIT_AT_SIGN_BOUNDS("6.12"),
    /** AND and OR of a number that is 0 or -1 are followed on two paths (late 6.18 stable releases). */
    MASK_FORKS("6.12"),
    /** The session forms of uprobes. */
    UPROBE_SESSIONS("6.13"),
    /** Pointers to {@code const void} are numbers as those to {@code void} are. Not in 6.12, in 6.18. */
    QUALIFIED_VOID_POINTERS("6.14"),
    /** A helper that only reads stack does not change what is known of it. */
    HELPER_READS_KEEP_SPILLS("6.14"),
    /** Helpers' accesses to the stack are refused with the words of loads and stores. */
    DIRECT_STACK_WORDS("6.14"),
    /** Products of numbers that may be negative have bounds. */
    SIGNED_PRODUCT_BOUNDS("6.14"),
    /** Loads that acquire and stores that release. */
    ORDERED_LOADS_AND_STORES("6.15"),
    /** Comparisons of stack pointers are remembered as such. */
    STACK_POINTER_JUMP_HISTORY("6.16"),
    /** Pointers of kernel structs to what is no struct are memory that may be read, not numbers. */
    UNTRUSTED_MEMORY("6.17"),
    /** Sums that overflow at both ends keep their range. */
    WRAPPED_SUM_BOUNDS("6.17"),
    /** Unions by value among typed arguments. Not in 6.12, in 6.18. */
    UNION_ARGUMENTS("6.18"),
    /** Negation has bounds. */
    NEGATION_BOUNDS("6.18"),
    /** A product's unknown bits come from long multiplication with unions. */
    UNION_TNUM_PRODUCT("6.18"),
    /** Byte-order conversions keep what is known of the bits (late 6.18 stable releases). */
    BYTE_ORDER_BOUNDS("6.18"),
    /** The only number that bits and range have in common is known (late 6.18 stable releases). */
    SINGLE_MEMBER_BOUNDS("6.18"),
    /** So do differences and 32-bit sums, and sums with negative constants (late 6.18 stable releases). */
    LINKED_DIFFERENCES("6.18"),
    /** A store somewhere into a spilled register leaves bytes only (late 6.18 stable releases). */
    SCRUBBED_SPILLS("6.18"),
    /** Probes may change registers. Not in 6.18, in 7.2; the release between is a guess. */
    WRITABLE_REGISTERS("6.19"),
    /** A register compared with itself decides the branch. */
    SAME_REGISTER_BRANCH("6.19"),
    /** Every pointer among typed arguments that is not to a struct is a number. */
    POINTERS_TO_ALL_BUT_STRUCTS("7.0"),
    /** The session form of tracing programs. Not in 6.18, in 7.2; the release between is a guess. */
    TRACING_SESSIONS("7.0"),
    /** Contexts that are not translated may be moved before they are accessed. Not in 6.18, in 7.2; see above. */
    MOVED_CONTEXTS("7.0"),
    /** What was added to a pointer stands in its bounds, also if it is a constant. */
    POINTER_OFFSETS_IN_BOUNDS("7.1"),
    /** Programs on tracepoints may sleep. Not in 6.18, in 7.2; the release between is a guess. */
    SLEEPABLE_TRACEPOINTS("7.1"),
    /** Attach types for many functions at once, for tracing programs only. Not in 6.18, in 7.2. */
    MULTI_TRACING("7.2"),
    /** One circular range for each width; division by constants has bounds; impossible branches are dead. */
    CIRCULAR_BOUNDS("7.2");

    private final String since;
    /** {@link #since}, read once: this is asked for every instruction that is verified. */
    private final KernelRelease first;

    KernelChange(String since) {
        this.since = since;
        this.first = KernelRelease.of(since);
    }

    /** Whether a release has it; an unknown one does. */
    boolean isIn(KernelRelease release) {
        return !release.isBefore(first.major(), first.minor());
    }

    /** The first release, such as {@code 5.3}. */
    public String since() {
        return since;
    }
}
