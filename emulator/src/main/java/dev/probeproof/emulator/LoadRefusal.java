// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.HelperId;
import java.util.Optional;

/**
 * Why a program is not loaded.
 *
 * @param log in the form of a verifier log, or empty where a kernel writes none
 */
record LoadRefusal(Errno errno, String log) {
    /** A refusal before any instruction is followed. */
    static LoadRefusal ofProgram(Errno errno, String message) {
        return new LoadRefusal(errno, message + trailer(0));
    }

    /** A refusal of a call, after following the instructions up to it. */
    static LoadRefusal ofCall(int slot, Instruction call, Optional<HelperId> helper, String message) {
        String name = helper.map(HelperId::functionName).orElse("unknown");
        String line = slot + ": (85) call " + name + "#" + call.imm() + "\n";
        return new LoadRefusal(Errno.EINVAL, line + message + trailer(slot + 1));
    }

    private static String trailer(int processed) {
        return "\nprocessed " + processed
                + " insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n";
    }
}
