// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.insn.Insn;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.uapi.HelperId;

/**
 * Reads of memory at the address in r3 into the frame, each with the helper of its own address space. The result, 0 or a
 * negative error, is in r0; r1 to r5 are gone.
 *
 * <p>Where several reads make one value, {@link #remember} collects their results in r9, so that they need no branches:
 * a failed read leaves zeros, and what is computed from them is thrown away at the end.
 */
final class MemoryReads {
    private static final int RESULT = 0;
    private static final int COLLECTED = 9;
    private static final int FRAME = 10;

    private final PrologueCode code;
    private boolean collecting;

    MemoryReads(PrologueCode code) {
        this.code = code;
    }

    void read(AddressSpaceKind space, int frameOffset, int bytes) {
        boolean user = space == AddressSpaceKind.USER;
        call(user ? HelperId.PROBE_READ_USER : HelperId.PROBE_READ_KERNEL, frameOffset, bytes);
    }

    /** Text that ends with NUL; r0 is its length with the NUL, or a negative error. */
    void readText(AddressSpaceKind space, int frameOffset, int bytes) {
        boolean user = space == AddressSpaceKind.USER;
        call(user ? HelperId.PROBE_READ_USER_STR : HelperId.PROBE_READ_KERNEL_STR, frameOffset, bytes);
    }

    /** The name of the current task. */
    void readComm(int frameOffset) {
        call(HelperId.GET_CURRENT_COMM, frameOffset, FetchForm.COMM_BYTES);
    }

    private void call(HelperId helper, int frameOffset, int bytes) {
        code.emit(Insn.mov64Reg(1, FRAME));
        code.emit(Insn.alu64(Opcode.ADD, 1, frameOffset));
        code.emit(Insn.mov64(2, bytes));
        code.emit(Insn.call(helper));
    }

    /** Starts the collection of another argument. */
    void forget() {
        collecting = false;
    }

    /** Adds r0 to the collected results. */
    void remember() {
        code.emit(collecting ? Insn.alu64Reg(Opcode.OR, COLLECTED, RESULT) : Insn.mov64Reg(COLLECTED, RESULT));
        collecting = true;
    }

    /** Whether anything was collected, so that r9 is negative if one of the reads failed. */
    boolean isCollecting() {
        return collecting;
    }

    /** {@code r0 = } what was collected. */
    void recall() {
        code.emit(Insn.mov64Reg(RESULT, COLLECTED));
    }

    /** {@code register = } all ones if every collected read worked, else 0. */
    void mask(int register) {
        code.emit(Insn.mov64Reg(register, COLLECTED));
        code.emit(Insn.alu64(Opcode.ARSH, register, 63));
        code.emit(Insn.alu64(Opcode.XOR, register, -1));
    }
}
