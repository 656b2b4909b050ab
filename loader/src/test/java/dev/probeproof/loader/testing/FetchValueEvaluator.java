// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchArithmetic;
import dev.probeproof.loader.fetch.FetchValue;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FetchValue} is on a given machine: its meaning in a few lines, which resolved locations are compared with. Its
 * arithmetic is that of the generators; theirs is held to the kernel's by running what they generate.
 */
public final class FetchValueEvaluator {
    /** The state that a value is computed from. */
    public interface Machine {
        ByteOrder byteOrder();

        long register(Register register);

        /** The address of a symbol, or empty if there is none of that name. */
        OptionalLong symbol(String name);

        /** The address of this CPU's copy of a variable, or empty if there is none of that name. */
        default OptionalLong perCpu(String name) {
            return OptionalLong.empty();
        }

        /** {@code sizeBytes} bytes of memory, or null if reading them faults. */
        byte @Nullable [] read(long address, int sizeBytes, AddressSpaceKind space);
    }

    private final Machine machine;

    public FetchValueEvaluator(Machine machine) {
        this.machine = machine;
    }

    /** The value, or empty if a memory access faults or a symbol is not known. */
    public OptionalLong evaluate(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return OptionalLong.of(machine.register(register.register()));
        } else if (value instanceof FetchValue.Constant constant) {
            return OptionalLong.of(constant.value());
        } else if (value instanceof FetchValue.Symbol symbol) {
            OptionalLong address = machine.symbol(symbol.name());
            return address.isEmpty() ? address : OptionalLong.of(address.getAsLong() + symbol.offset());
        } else if (value instanceof FetchValue.PerCpu variable) {
            OptionalLong address = machine.perCpu(variable.name());
            return address.isEmpty() ? address : OptionalLong.of(address.getAsLong() + variable.offset());
        } else if (value instanceof FetchValue.Memory memory) {
            return memory(memory);
        } else if (value instanceof FetchValue.Extend extend) {
            OptionalLong inner = evaluate(extend.value());
            return inner.isEmpty()
                    ? inner
                    : OptionalLong.of(FetchArithmetic.extend(inner.getAsLong(), extend.bits(), extend.signed()));
        } else if (value instanceof FetchValue.Unary unary) {
            OptionalLong inner = evaluate(unary.value());
            return inner.isEmpty()
                    ? inner
                    : OptionalLong.of(FetchArithmetic.apply(unary.operator(), inner.getAsLong()));
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        OptionalLong left = evaluate(binary.left());
        OptionalLong right = evaluate(binary.right());
        return left.isEmpty() || right.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(FetchArithmetic.apply(binary.operator(), left.getAsLong(), right.getAsLong()));
    }

    private OptionalLong memory(FetchValue.Memory memory) {
        OptionalLong address = evaluate(memory.address());
        if (address.isEmpty()) {
            return address;
        }
        byte[] bytes = machine.read(address.getAsLong(), memory.sizeBytes(), memory.space());
        if (bytes == null) {
            return OptionalLong.empty();
        }
        boolean little = machine.byteOrder() == ByteOrder.LITTLE_ENDIAN;
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            value = value << 8 | bytes[little ? bytes.length - 1 - i : i] & 0xff;
        }
        return OptionalLong.of(value);
    }
}
