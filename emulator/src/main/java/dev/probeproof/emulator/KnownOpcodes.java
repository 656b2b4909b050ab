// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import java.util.BitSet;
import java.util.HexFormat;

/** Which opcodes are instructions at all. */
final class KnownOpcodes {
    /** What Linux 6.18 answered "unknown opcode" to, measured over all 256. */
    private static final String UNKNOWN = "0002 0308 0a0b 0d0e 1012 131a 1b22 232a 2b32 3338 3a3b 4243 4a4b 5253 585a"
            + "5b60 6870 7880 8283 8688 8a8b 8c8d 8e8f 9092 9396 9899 9a9b 9d9e a0a2 a3a8 aaab b0b2 b3b8 babb c0c2 c8ca"
            + "d0d2 d8da dfe0 e2e3 e4e6 e7e8 eaeb eced eeef f0f2 f3f4 f5f6 f7f8 fafb fcfd feff";

    private static final BitSet REFUSED = new BitSet(256);

    static {
        for (byte opcode : HexFormat.of().parseHex(UNKNOWN.replace(" ", ""))) {
            REFUSED.set(opcode & 0xff);
        }
    }

    private KnownOpcodes() {}

    static boolean contains(int opcode) {
        return !REFUSED.get(opcode);
    }
}
