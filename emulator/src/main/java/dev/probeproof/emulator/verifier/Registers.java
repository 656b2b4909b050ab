// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier;

import dev.probeproof.emulator.verifier.state.FrameState;
import dev.probeproof.emulator.verifier.state.ReadMarks;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.loader.uapi.Errno;

/** What every instruction needs of the registers it names. */
final class Registers {
    private final Verification verification;

    Registers(Verification verification) {
        this.verification = verification;
    }

    /** A register that is read: it must hold something. */
    RegisterState require(int number) {
        requireExisting(number);
        verification.places.addRegister(number);
        RegisterState register = verification.register(number);
        if (register.type() == RegisterType.NOT_INIT) {
            throw verification.reject(Errno.EACCES, "R%d !read_ok", number);
        }
        ReadMarks marks = verification.frame().marks;
        if (marks != null && number != FrameState.FRAME_POINTER) {
            verification.markRead = Math.max(verification.markRead, marks.read(number));
        }
        return register;
    }

    /** A register that is written: not the frame pointer. */
    void requireWritable(int number) {
        requireExisting(number);
        verification.places.addRegister(number);
        if (number == FrameState.FRAME_POINTER) {
            throw verification.reject(Errno.EACCES, "frame pointer is read only");
        }
        ReadMarks marks = verification.frame().marks;
        if (marks != null) {
            marks.write(number);
        }
    }

    /** A register that gets a number of which nothing is known. */
    void makeUnknown(int number) {
        requireWritable(number);
        verification.set(number, verification.unknown());
    }

    private void requireExisting(int number) {
        if (number >= FrameState.REGISTERS) {
            throw verification.reject(Errno.EINVAL, "R%d is invalid", number);
        }
    }
}
