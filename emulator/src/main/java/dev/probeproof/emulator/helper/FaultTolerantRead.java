// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.loader.uapi.Errno;
import java.util.Arrays;

/**
 * Reads memory that may not be there, as the probe-read helpers do. Regions that touch are one stretch here: for a real
 * kernel, memory is memory. Errnos and the bytes left in the destination are measured on Linux 6.18.
 */
final class FaultTolerantRead {
    private static final int WORD_BYTES = 8;

    private final AddressRules rules;

    FaultTolerantRead(AddressRules rules) {
        this.rules = rules;
    }

    /**
     * What a helper does that reads kernel memory into that of its program: 0, -ERANGE where the kernel does not even try, or
     * -EFAULT; the target is all zeros unless all was read.
     */
    long kernel(HelperContext context, long target, long sizeBytes, long address) {
        // No window here: of what several branches give, a compiler makes an object.
        int length = (int) sizeBytes;
        Region region = ProgramMemory.writableRegion(context, target, length);
        int start = length == 0 ? 0 : (int) (target - region.base());
        return noted(context, address, kernel(context.kernelMemory(), address, region.bytes(), start, length));
    }

    /** What a helper does that reads user memory into that of its program: 0 or -EFAULT, as for kernel memory. */
    long user(HelperContext context, long target, long sizeBytes, long address) {
        int length = (int) sizeBytes;
        Region region = ProgramMemory.writableRegion(context, target, length);
        int start = length == 0 ? 0 : (int) (target - region.base());
        boolean read =
                rules.isUser(address, length) && copy(context.userMemory(), address, region.bytes(), start, length);
        return read ? 0 : noted(context, address, fail(region.bytes(), start, length, Errno.EFAULT));
    }

    /** Somebody may want to know what the program looked for. */
    private static long noted(HelperContext context, long address, long result) {
        if (result < 0) {
            context.world().failedReads().add(address);
        }
        return result;
    }

    /** As for a program, into bytes of one's own. */
    long kernel(AddressSpace memory, long address, byte[] target, int start, int length) {
        if (!rules.mayProbeKernel(address)) {
            return fail(target, start, length, Errno.ERANGE);
        }
        return copy(memory, address, target, start, length) ? 0 : fail(target, start, length, Errno.EFAULT);
    }

    /** Length with the terminating NUL, at most the target's size, or as {@link #kernel}. Bytes behind the NUL stay. */
    long kernelString(HelperContext context, long address, Window target) {
        if (target.length() == 0) {
            return 0;
        }
        return noted(
                context,
                address,
                rules.mayProbeKernel(address)
                        ? stringByBytes(context.kernelMemory(), address, target, 0)
                        : fail(target, Errno.ERANGE));
    }

    /**
     * Length with the terminating NUL, at most the target's size, or -EFAULT. Whole words are written while there is room
     * for one, so up to seven zeros follow the NUL; beyond them bytes stay.
     */
    long userString(AddressSpace memory, long address, Window target) {
        if (target.length() == 0) {
            return 0;
        }
        if (!rules.isUser(address, 1)) {
            return fail(target, Errno.EFAULT);
        }
        byte[] word = new byte[WORD_BYTES];
        int done = 0;
        while (target.length() - done >= WORD_BYTES && copy(memory, address + done, word, 0, WORD_BYTES)) {
            int length = 0;
            while (length < WORD_BYTES && word[length] != 0) {
                target.set(done + length, word[length]);
                length++;
            }
            for (int rest = length; rest < WORD_BYTES; rest++) {
                target.set(done + rest, (byte) 0);
            }
            if (length < WORD_BYTES) {
                return done + length + 1L;
            }
            done += WORD_BYTES;
        }
        return stringByBytes(memory, address, target, done);
    }

    /** Whether {@code bpf_probe_read}, which serves both, takes an address for one of user space. */
    boolean isUser(long address) {
        return rules.isBelowUserEnd(address);
    }

    private static long stringByBytes(AddressSpace memory, long address, Window target, int from) {
        for (int index = from; index < target.length(); index++) {
            Region region = memory.find(address + index, 1);
            if (region == null) {
                return fail(target, Errno.EFAULT);
            }
            byte octet = region.bytes()[(int) (address + index - region.base())];
            target.set(index, octet);
            if (octet == 0) {
                return index + 1L;
            }
        }
        target.set(target.length() - 1, (byte) 0);
        return target.length();
    }

    private static boolean copy(AddressSpace memory, long address, byte[] target, int start, int length) {
        return memory.copy(address, target, start, length) || copyPieces(memory, address, target, start, length);
    }

    private static boolean copyPieces(AddressSpace memory, long address, byte[] target, int start, int length) {
        int done = 0;
        while (done < length) {
            Region region = memory.find(address + done, 1);
            if (region == null) {
                return false;
            }
            int offset = (int) (address + done - region.base());
            int count = Math.min(length - done, region.bytes().length - offset);
            if (region.bytes() == target) {
                count = Math.min(count, chunk(length - done));
            }
            System.arraycopy(region.bytes(), offset, target, start + done, count);
            done += count;
        }
        return true;
    }

    /** Kernels read and write word by word, which matters where a read overlaps what it was read from. */
    private static int chunk(int left) {
        return left >= WORD_BYTES ? WORD_BYTES : Integer.highestOneBit(left);
    }

    private static long fail(Window target, Errno errno) {
        return fail(target.array(), target.start(), target.length(), errno);
    }

    private static long fail(byte[] target, int start, int length, Errno errno) {
        Arrays.fill(target, start, start + length, (byte) 0);
        return -errno.number();
    }
}
