// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.loader.uapi.Errno;

/** A misuse of numbered instances, or a failure that a callback asked for. */
public final class InstanceException extends ProbeproofException {
    /** {@code LIBBPF_ERRNO__INTERNAL}: a program has a callback but no instances. */
    public static final int INTERNAL = 4004;

    private final int code;

    InstanceException(Errno errno, String message) {
        super(message + " [" + errno + "]");
        this.code = errno.number();
    }

    InstanceException(int code, String message) {
        super(message + (code == INTERNAL ? " [INTERNAL (4004)]" : " [code " + code + "]"));
        this.code = code;
    }

    /** A positive errno, {@link #INTERNAL}, or a callback's code with its sign. */
    public int code() {
        return code;
    }
}
