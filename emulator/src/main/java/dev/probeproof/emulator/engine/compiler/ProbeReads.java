// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.compiler;

import dev.probeproof.emulator.engine.ExecutionEnvironment;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.Extents;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.world.FailedReads;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads of kernel and user memory by compiled code, into a local variable: what {@code bpf_probe_read} and its relatives
 * do with 1, 2, 4 or 8 bytes. Each place in a program that reads remembers where it found memory last: in a campaign on one
 * scenario it is there again.
 */
final class ProbeReads {
    private static final long NEVER = -1;

    /** What the last read returns: 0 or a negative errno. */
    long status;

    private final AddressSpace kernelMemory;
    private final AddressSpace userMemory;
    private final AddressRules rules;
    private final FailedReads failedReads;
    private final boolean little;
    /** What each place found last; good while {@link #version} is that of the memory. */
    private final Region[] places;

    private long version = NEVER;
    private Extents scenario = Extents.NONE;

    /** Whether the scenario of this run is that of the last one: otherwise remembering does not pay. */
    private boolean sameMemory;

    ProbeReads(ExecutionEnvironment environment, int places) {
        this.kernelMemory = environment.kernelMemory();
        this.userMemory = environment.userMemory();
        this.rules = environment.addressRules();
        this.failedReads = environment.world().failedReads();
        this.little = kernelMemory.order() == ByteOrder.LITTLE_ENDIAN;
        this.places = new Region[places];
        Arrays.fill(this.places, Machine.NOWHERE);
    }

    /** Begins a run of the program, in the memory as it is. */
    void begin() {
        Extents now = kernelMemory.overlay();
        sameMemory = now == scenario;
        if (!sameMemory) {
            scenario = now;
            version = NEVER;
        }
    }

    /**
     * The number that {@code bpf_probe_read_kernel} copies, as it lies in memory; {@link #status} is what it returns.
     *
     * @param place which place in the program asks: it remembers where it found something last
     */
    long kernel(long address, int sizeBytes, int place, boolean littleEndian) {
        Region last = places[place];
        long offset = address - last.base();
        byte[] bytes = last.bytes();
        if (offset >= 0 && offset <= bytes.length - sizeBytes && kernelMemory.version() == version) {
            status = 0;
            return number(bytes, (int) offset, sizeBytes, littleEndian);
        }
        return searchKernel(address, sizeBytes, place);
    }

    /** The same for {@code bpf_probe_read}, which serves kernel and user memory; only the kernel's is remembered. */
    long either(long address, int sizeBytes, int place, boolean littleEndian) {
        return rules.isBelowUserEnd(address)
                ? user(address, sizeBytes, place, littleEndian)
                : kernel(address, sizeBytes, place, littleEndian);
    }

    long user(long address, int sizeBytes, int place, boolean littleEndian) {
        if (!rules.isUser(address, sizeBytes)) {
            return failed(address, Errno.EFAULT);
        }
        return copied(userMemory, address, sizeBytes);
    }

    private long searchKernel(long address, int sizeBytes, int place) {
        if (!rules.mayProbeKernel(address)) {
            return failed(address, Errno.ERANGE);
        }
        int position = sameMemory ? -1 : scenario.position(address, sizeBytes);
        if (position >= 0) {
            status = 0;
            return number(scenario.packed(), position, sizeBytes, little);
        }
        Region region = kernelMemory.find(address, sizeBytes);
        if (region == null) {
            return copiedByBytes(kernelMemory, address, sizeBytes);
        }
        if (sameMemory && kernelMemory.isLasting(region)) {
            if (kernelMemory.version() != version) {
                forget();
            }
            places[place] = region;
        }
        status = 0;
        return number(region.bytes(), (int) (address - region.base()), sizeBytes, little);
    }

    private void forget() {
        Arrays.fill(places, Machine.NOWHERE);
        version = kernelMemory.version();
    }

    private long copied(AddressSpace from, long address, int sizeBytes) {
        Region region = from.find(address, sizeBytes);
        if (region == null) {
            return copiedByBytes(from, address, sizeBytes);
        }
        status = 0;
        return number(region.bytes(), (int) (address - region.base()), sizeBytes, little);
    }

    /** Regions that touch are one stretch of memory for a kernel. */
    private long copiedByBytes(AddressSpace from, long address, int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        for (int index = 0; index < sizeBytes; index++) {
            Region region = from.find(address + index, 1);
            if (region == null) {
                return failed(address, Errno.EFAULT);
            }
            bytes[index] = region.bytes()[(int) (address + index - region.base())];
        }
        status = 0;
        return number(bytes, 0, sizeBytes, little);
    }

    private long failed(long address, Errno errno) {
        failedReads.add(address);
        status = -errno.number();
        return 0;
    }

    private static long number(byte[] bytes, int at, int sizeBytes, boolean little) {
        return little ? littleEndian(bytes, at, sizeBytes) : bigEndian(bytes, at, sizeBytes);
    }

    private static long littleEndian(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> LittleEndianMemory.load8(bytes, at);
            case 2 -> LittleEndianMemory.load16(bytes, at);
            case 4 -> LittleEndianMemory.load32(bytes, at);
            default -> LittleEndianMemory.load64(bytes, at);
        };
    }

    private static long bigEndian(byte[] bytes, int at, int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> BigEndianMemory.load8(bytes, at);
            case 2 -> BigEndianMemory.load16(bytes, at);
            case 4 -> BigEndianMemory.load32(bytes, at);
            default -> BigEndianMemory.load64(bytes, at);
        };
    }
}
