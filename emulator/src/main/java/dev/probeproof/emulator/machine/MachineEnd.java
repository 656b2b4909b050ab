// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

/** Why a run of machine code ended. */
public sealed interface MachineEnd {
    /** In words: what happened, where. */
    String words();

    /** The function returned. */
    record Returned() implements MachineEnd {
        @Override
        public String words() {
            return "it returned";
        }
    }

    /** A stop ended the run before the instruction there. */
    record Stopped(long address) implements MachineEnd {
        @Override
        public String words() {
            return "it was stopped at 0x" + Long.toHexString(address);
        }
    }

    /** It went on for longer than allowed. */
    record OutOfInstructions(long instructions) implements MachineEnd {
        @Override
        public String words() {
            return "it did not end within " + instructions + " instructions";
        }
    }

    /** It calls, or jumps to, a function that is not in the image and that no call-back was given for. */
    record CallsMissing(String function, long returnAddress) implements MachineEnd {
        @Override
        public String words() {
            return "it calls " + function + ", which is not given (onCall)";
        }
    }

    /**
     * It used memory that is not mapped, or in a way that is not permitted.
     *
     * @param access {@code read}, {@code write} or {@code fetch}
     * @param address of the memory
     * @param at address of the instruction
     * @param where that instruction is, in words
     */
    record Fault(String access, long address, int sizeBytes, long at, String where) implements MachineEnd {
        @Override
        public String words() {
            return access + " of " + sizeBytes + " bytes at 0x" + Long.toHexString(address) + " faults, at " + where;
        }
    }

    /** An instruction that the CPU does not have. */
    record InvalidInstruction(long at, String where) implements MachineEnd {
        @Override
        public String words() {
            return "an invalid instruction at " + where;
        }
    }

    /** A system call, a breakpoint, a halt or an exception: something that only a kernel below would handle. */
    record Trapped(String what, long at, String where) implements MachineEnd {
        @Override
        public String words() {
            return what + " at " + where;
        }
    }

    /** The process that ran it died or took too long; nothing more can be run by this machine. */
    record EngineLost(String what) implements MachineEnd {
        @Override
        public String words() {
            return what;
        }
    }
}
