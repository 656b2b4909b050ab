// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.dwarf.VariableLocation;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import dev.probeproof.loader.testing.FetchValueEvaluator;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RootValueTest {
    private static final Register FIRST = Archs.X86_64.argumentRegisters().get(0);
    private static final Register SECOND = Archs.X86_64.argumentRegisters().get(1);

    private static VariableLocation in(Register register) {
        return new VariableLocation.Register(register);
    }

    private static VariableLocation.Piece piece(VariableLocation location, int bytes) {
        return new VariableLocation.Piece(location, 8L * bytes, 0);
    }

    /** The bytes of a variable, put into registers as its location says, and cut out again at random. */
    @Test
    void whatIsCutOutIsWhatMemoryWouldHold() throws RootValue.MissingException {
        Random random = new Random(6);
        for (int round = 0; round < 2_000; round++) {
            ByteOrder order = round % 2 == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            int firstBytes = 1 + random.nextInt(8);
            int secondBytes = 1 + random.nextInt(8);
            byte[] memory = new byte[firstBytes + secondBytes];
            random.nextBytes(memory);
            long first = number(memory, 0, firstBytes, order) | garbage(random, firstBytes);
            long second = number(memory, firstBytes, secondBytes, order) | garbage(random, secondBytes);
            VariableLocation location =
                    new VariableLocation.Pieces(List.of(piece(in(FIRST), firstBytes), piece(in(SECOND), secondBytes)));
            int bit = random.nextInt(8 * memory.length);
            int width = 1 + random.nextInt(Math.min(64, 8 * memory.length - bit));

            FetchValue value = new RootValue(location, memory.length, order)
                    .bits(bit, width)
                    .number();

            long expected = bits(memory, bit, width, order);
            assertThat(new FetchValueEvaluator(new Registers(order, first, second)).evaluate(value))
                    .as("%s bits %d to %d of %d + %d bytes", order, bit, bit + width, firstBytes, secondBytes)
                    .hasValue(expected);
        }
    }

    /** Two registers and nothing else. */
    private record Registers(ByteOrder byteOrder, long first, long second) implements FetchValueEvaluator.Machine {
        @Override
        public long register(Register register) {
            return register.equals(FIRST) ? first : second;
        }

        @Override
        public OptionalLong symbol(String name) {
            return OptionalLong.empty();
        }

        @Override
        public byte[] read(long address, int sizeBytes, AddressSpaceKind space) {
            throw new AssertionError("nothing is in memory");
        }
    }

    private static long garbage(Random random, int bytes) {
        return bytes == 8 ? 0 : random.nextLong() << 8 * bytes;
    }

    private static long number(byte[] memory, int start, int bytes, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int at = order == ByteOrder.LITTLE_ENDIAN ? start + bytes - 1 - i : start + i;
            value = value << 8 | memory[at] & 0xff;
        }
        return value;
    }

    /** Bits as a bit-field has them: counted from the low end of each byte in little-endian order, from its high end in the other. */
    private static long bits(byte[] memory, int bit, int width, ByteOrder order) {
        List<Integer> bits = new ArrayList<>();
        for (int i = bit; i < bit + width; i++) {
            int shift = order == ByteOrder.LITTLE_ENDIAN ? i % 8 : 7 - i % 8;
            bits.add(memory[i / 8] >> shift & 1);
        }
        long value = 0;
        for (int i = 0; i < width; i++) {
            int place = order == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i;
            value |= (long) bits.get(i) << place;
        }
        return value;
    }

    @Test
    void aPartThatIsNowhereDoesNotSpoilTheOthers() throws RootValue.MissingException {
        VariableLocation location = new VariableLocation.Pieces(
                List.of(piece(in(FIRST), 4), piece(new VariableLocation.Unavailable(true, "it was optimized out"), 4)));
        RootValue root = new RootValue(location, 8, ByteOrder.LITTLE_ENDIAN);

        assertThat(root.bits(0, 32)).isEqualTo(new RootValue.Slice(new FetchValue.Register(FIRST), 0, 32));
        assertThatThrownBy(() -> root.bits(32, 32)).hasMessage("it was optimized out");
        assertThatThrownBy(() -> root.bits(16, 32)).hasMessage("it was optimized out");
    }

    @Test
    void aConstantHasTheBytesThatMemoryWouldHave() throws RootValue.MissingException {
        VariableLocation constant = new VariableLocation.Constant(List.of((byte) 1, (byte) 2, (byte) 0, (byte) 0x80));

        assertThat(new RootValue(constant, 4, ByteOrder.LITTLE_ENDIAN)
                        .bits(0, 32)
                        .value())
                .isEqualTo(new FetchValue.Constant(0x8000_0201L));
        assertThat(new RootValue(constant, 4, ByteOrder.BIG_ENDIAN).bits(0, 32).value())
                .isEqualTo(new FetchValue.Constant(0x0102_0080L));
        assertThatThrownBy(() -> new RootValue(constant, 8, ByteOrder.BIG_ENDIAN).bits(0, 64))
                .hasMessageContaining("shorter than its type");
    }

    @Test
    void whatIsLongerThanItsRegisterIsRefused() {
        assertThatThrownBy(() -> new RootValue(in(FIRST), 16, ByteOrder.LITTLE_ENDIAN).bits(64, 32))
                .hasMessageContaining("longer than the register");
    }
}
