// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine.interpreter;

import dev.probeproof.emulator.engine.ExecutionResult;
import dev.probeproof.emulator.helper.ExecutionFault;
import dev.probeproof.emulator.memory.MemoryFault;
import dev.probeproof.emulator.memory.Region;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryTest {
    private static final long BASE = 0xffff_8880_0000_1000L;

    private final byte[] bytes = HexFormat.of().parseHex("8182838485868788f1f2f3f4f5f6f7f8");
    private final FakeEnvironment environment = new FakeEnvironment();

    private ExecutionResult run(String text) {
        environment.kernelMemory().map(new Region(BASE, bytes, true, "struct thing"));
        return new Interpreter().run(Programs.program(text), environment, BASE, 0, null);
    }

    @ParameterizedTest(name = "{0} reads {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "u8 *)(r1 +0)   | 0x81",
                "u16 *)(r1 +1)  | 0x8382",
                "u32 *)(r1 +2)  | 0x86858483",
                "u64 *)(r1 +8)  | 0xf8f7f6f5f4f3f2f1",
                "s8 *)(r1 +0)   | 0xffffffffffffff81",
                "s16 *)(r1 +0)  | 0xffffffffffff8281",
                "s32 *)(r1 +12) | 0xfffffffff8f7f6f5"
            })
    void loadsLittleEndianAndExtends(String access, String expected) {
        ExecutionResult result = run("r0 = *(" + access.strip() + "\nexit");

        assertThat("0x" + Long.toHexString(result.returnValue())).isEqualTo(expected);
    }

    @Test
    void storesOnlyTheBytesOfItsSize() {
        run("""
                r2 = 0x1122334455667788
                *(u8 *)(r1 +0) = r2
                *(u16 *)(r1 +2) = r2
                *(u32 *)(r1 +4) = r2
                *(u64 *)(r1 +8) = -2
                r0 = 0
                exit""");

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("8882887788776655feffffffffffffff");
    }

    @ParameterizedTest(name = "{0} faults at {1}, {2} bytes, write {3}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "r0 = *(u64 *)(r1 +16)  | ffff888000001010 | 8 | false | 0 bytes past the end of struct thing",
                "r0 = *(u64 *)(r1 +9)   | ffff888000001009 | 8 | false | offset 9 of struct thing (16 bytes)",
                "r0 = *(u8 *)(r1 -1)    | ffff888000000fff | 1 | false | 1 bytes before struct thing",
                "r0 = *(s32 *)(r1 +100) | ffff888000001064 | 4 | false | 84 bytes past the end of struct thing",
                "*(u16 *)(r1 +15) = 1   | ffff88800000100f | 2 | true  | offset 15 of struct thing (16 bytes)",
                "*(u32 *)(r1 -32768) = r2 | ffff887fffff9000 | 4 | true  | nothing is mapped there",
                "r0 = *(u64 *)(r3 +8)   | 8                | 8 | false | nothing is mapped there",
                "lock *(u64 *)(r3 +0) += r2 | 0            | 8 | false | nothing is mapped there"
            })
    void faultsWithAddressSizeAndPlace(String access, String address, int size, boolean write, String place) {
        ExecutionResult result = run("r0 = 7\n" + access.strip() + "\nexit");

        assertThat(result.faultSlot()).isEqualTo(1);
        assertThat(result.executedInstructions()).isEqualTo(2);
        assertThat(result.returnValue()).isZero();
        ExecutionFault fault = result.fault();
        assertThat(fault.kind()).isEqualTo(ExecutionFault.Kind.MEMORY);
        MemoryFault cause = fault.access().orElseThrow();
        assertThat(Long.toHexString(cause.address())).isEqualTo(address);
        assertThat(cause.sizeBytes()).isEqualTo(size);
        assertThat(cause.isWrite()).isEqualTo(write);
        assertThat(fault)
                .hasMessage((write ? "write" : "read") + " of " + size + " bytes at 0x" + address + ": " + place);
    }

    @Test
    void refusesToWriteWhatIsReadOnly() {
        environment.kernelMemory().map(new Region(0xffff_9000_0000_0000L, new byte[8], false, ".rodata"));

        ExecutionResult result = run("r2 = 0xffff900000000000\nr0 = *(u64 *)(r2 +0)\n*(u8 *)(r2 +1) = 1\nexit");

        assertThat(result.faultSlot()).isEqualTo(3);
        assertThat(result.fault())
                .hasMessage("write of 1 bytes at 0xffff900000000001: offset 1 of .rodata (8 bytes, read-only)");
    }

    @ParameterizedTest(name = "{0}: memory {1}, r0 {2}, r2 {3}")
    @CsvSource(
            delimiter = '~',
            value = {
                // memory 0x8887868584838281, r0 = 5, r2 = 0x1111111100000003
                "lock *(u64 *)(r1 +0) += r2 ~ 9998979684838284 ~ 5 ~ 1111111100000003",
                "lock *(u32 *)(r1 +0) += r2 ~ 8887868584838284 ~ 5 ~ 1111111100000003",
                "lock *(u32 *)(r1 +0) |= r2 ~ 8887868584838283 ~ 5 ~ 1111111100000003",
                "lock *(u64 *)(r1 +0) &= r2 ~ 1000100000001 ~ 5 ~ 1111111100000003",
                "lock *(u32 *)(r1 +0) &= r2 ~ 8887868500000001 ~ 5 ~ 1111111100000003",
                "lock *(u64 *)(r1 +0) ^= r2 ~ 9996979484838282 ~ 5 ~ 1111111100000003",
                "r2 = atomic64_fetch_add((u64 *)(r1 +0), r2) ~ 9998979684838284 ~ 5 ~ 8887868584838281",
                "r2 = atomic_fetch_add((u32 *)(r1 +0), r2)   ~ 8887868584838284 ~ 5 ~ 84838281",
                "r2 = atomic_fetch_xor((u32 *)(r1 +0), r2)   ~ 8887868584838282 ~ 5 ~ 84838281",
                "r2 = atomic64_xchg((u64 *)(r1 +0), r2)      ~ 1111111100000003 ~ 5 ~ 8887868584838281",
                "r2 = atomic_xchg((u32 *)(r1 +0), r2)        ~ 8887868500000003 ~ 5 ~ 84838281",
                "r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2) ~ 8887868584838281 ~ 8887868584838281 ~ 1111111100000003",
                "r0 = atomic_cmpxchg((u32 *)(r1 +4), r0, r2)   ~ 8887868584838281 ~ 88878685 ~ 1111111100000003",
                "r2 = load_acquire((u16 *)(r1 +0))           ~ 8887868584838281 ~ 5 ~ 8281",
                "store_release((u8 *)(r1 +0), r2)            ~ 8887868584838203 ~ 5 ~ 1111111100000003"
            })
    void performsAtomicOperations(String operation, String memory, String r0, String r2) {
        ExecutionResult result =
                run("r0 = 5\nr2 = 0x1111111100000003\n" + operation.strip() + "\n*(u64 *)(r1 +8) = r2\nexit");

        assertThat(result.fault()).isNull();
        assertThat(Long.toHexString(longAt(0))).isEqualTo(memory);
        assertThat(Long.toHexString(result.returnValue())).isEqualTo(r0);
        assertThat(Long.toHexString(longAt(8))).isEqualTo(r2);
    }

    @Test
    void exchangesWhenTheComparedValueIsEqualInTheWidthOfTheOperation() {
        ExecutionResult result = run("""
                r0 = 0x1184838281
                r2 = 0x1111111100000003
                r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)
                exit""");

        assertThat(Long.toHexString(result.returnValue())).isEqualTo("84838281");
        assertThat(Long.toHexString(longAt(0))).isEqualTo("8887868500000003");
    }

    private long longAt(int offset) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | bytes[offset + i] & 0xff;
        }
        return value;
    }
}
