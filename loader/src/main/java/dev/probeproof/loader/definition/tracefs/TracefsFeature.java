// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

/**
 * A form of the language that some releases do not know. Each release was found by asking kernels: the first one among
 * those asked (5.10, 6.1, 6.12, 6.18, 7.2) that takes it, or an earlier one if the kernel's history says so.
 */
enum TracefsFeature {
    TASK_NAME("$comm", 4, 8),
    HEXADECIMAL_TYPES("types x8 to x64", 4, 9),
    ARGUMENT("$argN", 4, 20),
    ARRAYS("arrays", 4, 20),
    SYMBOL_TYPE("'symbol'", 4, 20),
    REFERENCE_COUNTER("a reference counter", 4, 20),
    USER_MEMORY("a 'u' dereference", 5, 3),
    USER_TEXT("'ustring'", 5, 3),
    CONSTANT("a constant", 5, 4),
    RETURN_SUFFIX("'%return'", 5, 10),
    EVENT_PROBES("an event probe", 5, 15),
    DOT_SEPARATOR("'.' between group and event", 6, 0),
    /** Between 5.11 and 6.1. */
    HYPHEN_IN_GROUP("'-' in the name of a group", 6, 0),
    GROUP_ALONE("a group without an event", 6, 0),
    /** 6.2, and releases of 6.1 that have it from there. */
    SYMBOL_TEXT("'symstr'", 6, 1),
    CHARACTER_TYPE("'char'", 6, 4),
    FUNCTION_PROBES("a function probe", 6, 5),
    TRACEPOINT_PROBES("a tracepoint probe", 6, 5),
    PARAMETERS("a parameter by its name", 6, 5),
    ALL_ARGUMENTS("'$arg*'", 6, 5),
    TEXT_BY_TYPE("text of a register by its type in BTF", 6, 5),
    FIELDS("a field of a parameter", 6, 6),
    ARGUMENT_AT_RETURN("$argN at returns", 6, 9),
    PATH_NAMES("'%pd' and '%pD'", 6, 10),
    CASTS("a cast", 7, 2);

    private final String words;
    private final int major;
    private final int minor;

    TracefsFeature(String words, int major, int minor) {
        this.words = words;
        this.major = major;
        this.minor = minor;
    }

    /** As the subject of a sentence. */
    String words() {
        return words;
    }

    boolean isKnownTo(int releaseMajor, int releaseMinor) {
        return releaseMajor > major || releaseMajor == major && releaseMinor >= minor;
    }

    String since() {
        return major + "." + minor;
    }
}
