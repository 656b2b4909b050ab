// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.error.ProbeproofException;

/** A prologue cannot be made for these arguments: why, as a {@link Reason} and in words. */
public final class PrologueException extends ProbeproofException {

    /** Why; those that perf knew carry its number and its name. */
    public enum Reason {
        /** A base or a leaf that the layout cannot express. */
        UNSUPPORTED(95, "ENOTSUP"),
        /** A base that is no register of the architecture. */
        UNKNOWN_REGISTER(22, "EINVAL"),
        /** The generator contradicts itself. */
        INTERNAL(3906, "PROLOGUE"),
        /** More instructions than there is room for. */
        TOO_LONG(3907, "PROLOGUE2BIG"),
        /** An offset that an immediate of 32 bits cannot hold. */
        OFFSET_OUT_OF_RANGE(3908, "PROLOGUEOOB"),
        /** More arguments than the layout can hand over. */
        TOO_MANY_ARGUMENTS(0, ""),
        /** The kernel has no such symbol, or more than one. */
        UNKNOWN_SYMBOL(0, ""),
        /** Reading memory asks for a GPL-compatible licence. */
        LICENSE(0, ""),
        /** Prologue and body together need more than the 512 bytes of stack that a kernel gives. */
        STACK(0, ""),
        /** The body's prototype does not take what the prologue hands over. */
        PROTOTYPE_MISMATCH(0, "");

        private final int perfNumber;
        private final String perfName;

        Reason(int perfNumber, String perfName) {
            this.perfNumber = perfNumber;
            this.perfName = perfName;
        }

        /** The positive number that perf's loader gives for it, or 0. */
        public int perfNumber() {
            return perfNumber;
        }

        /** Name and number as messages print it, or the empty string. */
        String suffix() {
            return perfNumber == 0 ? "" : " [" + perfName + " (" + perfNumber + ")]";
        }
    }

    private final Reason reason;

    PrologueException(Reason reason, String message) {
        super(message + reason.suffix());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
