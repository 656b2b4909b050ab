// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition;

import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * By what a program comes to its place, which decides what its context is. A definition says it in front, as in {@code
 * fexit:vfs_read(count, $retval)}, or leaves it to the section of the program.
 */
public enum Mechanism {
    /** An instruction is replaced; the context is the registers. Stands for kretprobes and uprobes too. */
    KPROBE(List.of("kprobe")),
    /** Called before the function; the context is its arguments. */
    FENTRY(List.of("fentry")),
    /** Called behind the function; the context is its arguments, as they were at the entry, and its result. */
    FEXIT(List.of("fexit")),
    /** Called before the function, in the place of which it may answer; context as for {@link #FEXIT}. */
    FMOD_RET(List.of("fmod_ret")),
    /** A tracepoint whose arguments have types to a verifier. */
    TP_BTF(List.of("tp_btf")),
    /** A tracepoint whose arguments are numbers to a verifier. */
    RAW_TP(List.of("raw_tp", "raw_tracepoint", "rawtracepoint"));

    private final List<String> words;

    Mechanism(List<String> words) {
        this.words = words;
    }

    /** As it is written in definitions. */
    public String word() {
        return words.get(0);
    }

    static Optional<Mechanism> ofWord(String word) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.words.contains(word))
                .findFirst();
    }

    static String allWords() {
        return Arrays.stream(values()).map(Mechanism::word).collect(Collectors.joining(", "));
    }

    /**
     * What serves programs of that type; {@link #KPROBE} for those that take no part in this.
     *
     * @param expectedAttachType the kernel's number
     */
    public static Mechanism of(ProgramType type, int expectedAttachType) {
        return switch (type) {
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> RAW_TP;
            case TRACING ->
                Arrays.stream(values())
                        .filter(mechanism -> mechanism
                                .attachType()
                                .filter(attach -> attach.number() == expectedAttachType)
                                .isPresent())
                        .findFirst()
                        .orElse(KPROBE);
            default -> KPROBE;
        };
    }

    /** What programs that are loaded for one target are loaded as; empty for the others. */
    public Optional<AttachType> attachType() {
        return switch (this) {
            case FENTRY -> Optional.of(AttachType.TRACE_FENTRY);
            case FEXIT -> Optional.of(AttachType.TRACE_FEXIT);
            case FMOD_RET -> Optional.of(AttachType.MODIFY_RETURN);
            case TP_BTF -> Optional.of(AttachType.TRACE_RAW_TP);
            case KPROBE, RAW_TP -> Optional.empty();
        };
    }

    /** Whether the context is an array of arguments; else it is the registers. */
    public boolean hasArguments() {
        return this != KPROBE;
    }

    /** Whether the function's result lies behind its arguments. */
    public boolean hasResult() {
        return this == FEXIT || this == FMOD_RET;
    }

    /** Whether places are tracepoints; else they are functions. */
    public boolean isTracepoint() {
        return this == TP_BTF || this == RAW_TP;
    }
}
