// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.serve;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs a program of no type in a kernel that knows types only: as a function of an XDP program that passes the packet as
 * its memory and keeps all 64 bits of its result in a map. A test run returns 32.
 */
final class RawInXdp {
    /** A test run takes no packet shorter than an Ethernet header. */
    private static final int MIN_PACKET_BYTES = 14;

    private static final int RAN = 1;

    private RawInXdp() {}

    static RawRun run(KernelBackend kernel, Instructions program, byte[] memory) {
        MapHandle result = kernel.createMap(MapSpec.of("result", MapType.ARRAY, 4, 8, 1));
        Instructions whole = frame(memory.length).append(program);
        ProgramLoadResult loaded = kernel.load(
                ProgramImage.of("raw", ProgramType.XDP, whole, List.of(result)), VerifierLogLevel.ON_REJECTION);
        if (loaded instanceof ProgramLoadResult.Rejected rejected) {
            return new RawRun.Refused(rejected);
        }
        byte[] packet = Arrays.copyOf(memory, Math.max(memory.length, MIN_PACKET_BYTES));
        TestRun.Input input = new TestRun.Input(Bytes.wrap(packet, "mem"), Bytes.wrap(new byte[0], "no context"));
        try {
            if (kernel.testRun(loaded.orThrow(), input).returnValue() != RAN) {
                throw new IllegalStateException("the packet was not as long as the memory");
            }
        } catch (KernelException refused) {
            throw new UnsupportedFeatureException(
                    "raw programs with " + memory.length + " bytes of memory", refused.getMessage());
        }
        byte[] value = result.lookup(new byte[4]).orElseThrow();
        return new RawRun.Returned(
                ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    private static Instructions frame(int memoryBytes) {
        String arguments = memoryBytes == 0 ? "r1 = 0" : String.format(Locale.ROOT, """
                  r2 = *(u32 *)(r1 +4)
                  r1 = *(u32 *)(r1 +0)
                  r3 = r1
                  r3 += %d
                  if r3 > r2 goto out""", memoryBytes);
        return Assembler.assemble(String.format(Locale.ROOT, """
                  r0 = 0
                  %s
                  r2 = %d
                  call function
                  r1 = map[idx:0][0]+0
                  *(u64 *)(r1 +0) = r0
                  r0 = %d
                out:
                  exit
                function:
                """, arguments, memoryBytes, RAN));
    }
}
