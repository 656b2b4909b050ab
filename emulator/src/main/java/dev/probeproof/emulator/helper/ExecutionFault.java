// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.MapMisuse;
import dev.probeproof.emulator.memory.FrameStackOverflow;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program did what a verifier would have ruled out, ran out of its budget, or asked for something that is not
 * emulated. Ends the run; an engine reports it as the outcome and does not throw it at users.
 */
public final class ExecutionFault extends ProbeproofException {
    /** What went wrong, as a class of its own for reports. */
    public enum Kind {
        MEMORY,
        INSTRUCTION,
        BUDGET,
        CALL_DEPTH,
        NOT_EMULATED
    }

    private final Kind kind;
    private final @Nullable MemoryFault access;

    public ExecutionFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.access = null;
    }

    /**
     * The program itself, not a helper that answers with an errno, touched memory that it may not touch.
     *
     * @param detail where the address lies, in words, or empty
     */
    public ExecutionFault(MemoryFault access, String detail) {
        super(access.getMessage() + (detail.isEmpty() ? "" : ": " + detail), access);
        this.kind = Kind.MEMORY;
        this.access = access;
    }

    /** What ends a run when a helper or a stack throws: as it is, or made a fault; null if it is an error of ours. */
    public static @Nullable ExecutionFault of(RuntimeException thrown) {
        if (thrown instanceof ExecutionFault fault) {
            return fault;
        }
        if (thrown instanceof MapMisuse misuse) {
            return new ExecutionFault(
                    misuse.isEmulatorLimit() ? Kind.NOT_EMULATED : Kind.INSTRUCTION,
                    String.valueOf(misuse.getMessage()));
        }
        return thrown instanceof FrameStackOverflow overflow
                ? new ExecutionFault(Kind.CALL_DEPTH, String.valueOf(overflow.getMessage()))
                : null;
    }

    public Kind kind() {
        return kind;
    }

    /** Address, size and direction of the access, for faults that are one. */
    public Optional<MemoryFault> access() {
        return Optional.ofNullable(access);
    }
}
