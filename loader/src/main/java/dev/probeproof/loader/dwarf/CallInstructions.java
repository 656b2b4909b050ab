// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Where a call goes, by the machine code itself: what debug information says of a call may mean any of the copies that the
 * compiler made of the function.
 */
final class CallInstructions {
    /** None is longer. */
    private static final int LONGEST = 8;

    private final ElfFile code;
    private final Arch arch;

    CallInstructions(ElfFile code, Arch arch) {
        this.code = code;
        this.arch = arch;
    }

    /** The target of the direct call that returns to an address; empty if none is there. */
    OptionalLong targetBefore(long returnAddress) {
        OptionalLong offset = code.fileOffset(returnAddress - LONGEST);
        Bytes bytes = code.bytes();
        if (offset.isEmpty() || offset.getAsLong() < 0 || offset.getAsLong() > bytes.size() - LONGEST) {
            return OptionalLong.empty();
        }
        Bytes before = bytes.slice((int) offset.getAsLong(), LONGEST, "code");
        return target(arch, before.toArray(), returnAddress);
    }

    /** @param before the 8 bytes in front of the return address */
    static OptionalLong target(Arch arch, byte[] before, long returnAddress) {
        ByteBuffer code = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN);
        return switch (arch.name()) {
            case "x86_64" -> x86(code, returnAddress);
            case "arm64" -> arm64(code.getInt(4), returnAddress - 4);
            case "riscv64" -> riscv(code.getInt(0), code.getInt(4), returnAddress);
            case "s390x" -> s390x(code.order(ByteOrder.BIG_ENDIAN), returnAddress - 6);
            // Calls of ppc64le go to a second entry point, behind the one that debug information names.
            default -> OptionalLong.empty();
        };
    }

    /** {@code call rel32}. */
    private static OptionalLong x86(ByteBuffer code, long returnAddress) {
        return code.get(3) == (byte) 0xe8 ? OptionalLong.of(returnAddress + code.getInt(4)) : OptionalLong.empty();
    }

    /** {@code bl}. */
    private static OptionalLong arm64(int word, long at) {
        boolean call = (word & 0xfc00_0000) == 0x9400_0000;
        return call ? OptionalLong.of(at + 4L * (word << 6 >> 6)) : OptionalLong.empty();
    }

    /** {@code auipc ra} and {@code jalr ra, ra}, or {@code jal ra}. */
    private static OptionalLong riscv(int first, int last, long returnAddress) {
        if ((last & 0xfff) == 0x0ef) {
            int distance = (last >> 31 << 20)
                    | (last >>> 12 & 0xff) << 12
                    | (last >>> 20 & 1) << 11
                    | (last >>> 21 & 0x3ff) << 1;
            return OptionalLong.of(returnAddress - 4 + distance);
        }
        if ((first & 0xfff) == 0x097 && (last & 0xf_ffff) == 0x0_80e7) {
            return OptionalLong.of(returnAddress - 8 + (first & 0xffff_f000) + (last >> 20));
        }
        return OptionalLong.empty();
    }

    /** {@code brasl %r14}. */
    private static OptionalLong s390x(ByteBuffer code, long at) {
        boolean call = code.getShort(2) == (short) 0xc0e5;
        return call ? OptionalLong.of(at + 2L * code.getInt(4)) : OptionalLong.empty();
    }
}
