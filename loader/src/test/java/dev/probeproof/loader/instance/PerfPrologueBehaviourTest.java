// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.arch.Archs;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What bodies see after perf's prologues, good and bad alike. */
class PerfPrologueBehaviourTest {
    private static final long DATA = 0xffff888000001000L;

    private final PrologueMachine machine = new PrologueMachine(ByteOrder.LITTLE_ENDIAN);

    private void set(String register, long value) {
        machine.register(Archs.X86_64.register(register).orElseThrow().ptRegsOffset(), value);
    }

    private static void put(Map<Long, Byte> memory, long address, String hex) {
        PrologueMachine.put(memory, address, HexFormat.of().parseHex(hex));
    }

    private long[] run(String... arguments) {
        machine.run(PerfPrologue.generate(PerfVectors.arguments(arguments), Archs.X86_64, 4096));
        assertThat(machine.registers[1]).as("the context").isEqualTo(PrologueMachine.CONTEXT);
        return machine.registers;
    }

    @Test
    void fetchesAMemberAsWideAsItsType() {
        set("di", DATA);
        put(machine.kernelMemory, DATA + 0x44, "44332211ffffffff");

        assertThat(run("+68(%di):x32")).satisfies(r -> {
            assertThat(r[2]).isZero();
            assertThat(r[3]).isEqualTo(0x11223344L);
        });
    }

    @Test
    void reportsAFaultAndHandsOverZero() {
        set("di", 0);

        long[] registers = run("+68(%di):x32");

        assertThat(registers[2]).isOne();
        assertThat(registers[3]).isZero();
    }

    @Test
    void doesNotNarrowBareRegisters() {
        set("di", DATA);
        put(machine.kernelMemory, DATA + 0x44, "44332211ffffffff");
        set("si", -1);
        set("dx", 0x1234567800000002L);

        long[] registers = run("+68(%di):x32", "%si:s64", "%dx:s32");

        assertThat(registers[2]).isZero();
        assertThat(registers[3]).isEqualTo(0x11223344L);
        assertThat(registers[4]).isEqualTo(-1);
        assertThat(registers[5]).isEqualTo(0x1234567800000002L);
    }

    @Test
    void losesGoodArgumentsWhenOneFails() {
        set("di", 8);
        set("si", 5);
        set("dx", 6);

        long[] registers = run("+68(%di):x32", "%si:s64", "%dx:s32");

        assertThat(registers[2]).isOne();
        assertThat(registers[3]).isZero();
        assertThat(registers[4]).isZero();
        assertThat(registers[5]).isZero();
    }

    @Test
    void goesFromKernelToUserMemory() {
        set("di", DATA);
        put(machine.kernelMemory, DATA + 8, "0020000000000000");
        put(machine.userMemory, 0x2010, "efbeaddebebafeca");

        long[] registers = run("+u16(+8(%di))");

        assertThat(registers[2]).isZero();
        assertThat(registers[3]).isEqualTo(0xcafebabedeadbeefL);
    }

    @Test
    void staysInUserMemory() {
        set("di", 0x1000);
        put(machine.userMemory, 0x1000, "0030000000000000");
        put(machine.userMemory, 0x3008, "0700000000000000");
        put(machine.kernelMemory, 0x3008, "0900000000000000");

        assertThat(run("+8(+u0(%di))")[3]).isEqualTo(7);
    }

    @Test
    void extendsNarrowValuesWithZeros() {
        set("di", DATA);
        set("si", DATA + 0x100);
        put(machine.kernelMemory, DATA + 3, "80ffffffffffffff");
        put(machine.kernelMemory, DATA + 0x104, "feffffff00000000");

        long[] registers = run("+3(%di):u8", "+4(%si):s32");

        assertThat(registers[2]).isZero();
        assertThat(registers[3]).isEqualTo(0x80);
        assertThat(registers[4]).isEqualTo(0xfffffffeL);
    }

    @Test
    void faultsOnAReadableByteAtTheEndOfAPage() {
        set("di", DATA + 0xff8);
        put(machine.kernelMemory, DATA + 0xff8, "0102030405060708");

        long[] registers = run("+7(%di):u8");

        assertThat(registers[2]).isOne();
        assertThat(registers[3]).isZero();
    }
}
