// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.HashMap;
import java.util.Map;

/** Carries a fetch out on registers and memory made by hand, in the byte order of an architecture. */
final class FetchRun {
    private final boolean little;
    private final Map<String, Long> registers = new HashMap<>();
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<AddressSpaceKind, Map<Long, Byte>> memory =
            Map.of(AddressSpaceKind.KERNEL, new HashMap<>(), AddressSpaceKind.USER, new HashMap<>());

    FetchRun(Arch arch) {
        this.little = arch.byteOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    }

    FetchRun register(String name, long value) {
        registers.put(name, value);
        return this;
    }

    /** A symbol's address; for a per-CPU variable, that of this CPU's copy under {@code %name}. */
    FetchRun symbol(String name, long address) {
        symbols.put(name, address);
        return this;
    }

    FetchRun store(AddressSpaceKind space, long address, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            int at = little ? i : bytes - 1 - i;
            memory.get(space).put(address + at, (byte) (value >>> 8 * i));
        }
        return this;
    }

    FetchRun kernel(long address, int bytes, long value) {
        return store(AddressSpaceKind.KERNEL, address, bytes, value);
    }

    FetchRun user(long address, int bytes, long value) {
        return store(AddressSpaceKind.USER, address, bytes, value);
    }

    /** The number that the fetch yields, extended to 64 bits. */
    long number(FetchArgument.Fetch fetch) {
        long value = base(fetch.base());
        int last = fetch.derefs().size() - 1;
        for (int i = 0; i < last; i++) {
            Deref deref = fetch.derefs().get(i);
            value = read(deref.space(), value + deref.offset(), 8);
        }
        if (fetch.leaf() instanceof FetchLeaf.Int leaf) {
            long read = last < 0 ? value : read(fetch.derefs().get(last), value, leaf.sizeBytes());
            return extend(read, 8 * leaf.sizeBytes(), leaf.signed());
        } else if (fetch.leaf() instanceof FetchLeaf.Bits leaf) {
            long read = last < 0 ? value : read(fetch.derefs().get(last), value, leaf.containerBytes());
            return extend(read >>> leaf.shift(), leaf.widthBits(), leaf.signed());
        }
        throw new AssertionError(fetch.leaf());
    }

    private long base(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            return registers.get(register.register().name());
        } else if (base instanceof FetchBase.Symbol symbol) {
            return symbols.get(symbol.name()) + symbol.offset();
        } else if (base instanceof FetchBase.PerCpu variable) {
            return symbols.get("%" + variable.name()) + variable.offset();
        }
        return value(((FetchBase.Computed) base).value());
    }

    private long value(FetchValue value) {
        if (value instanceof FetchValue.Register register) {
            return registers.get(register.register().name());
        } else if (value instanceof FetchValue.Constant constant) {
            return constant.value();
        } else if (value instanceof FetchValue.Symbol symbol) {
            return symbols.get(symbol.name()) + symbol.offset();
        } else if (value instanceof FetchValue.PerCpu variable) {
            return symbols.get("%" + variable.name()) + variable.offset();
        } else if (value instanceof FetchValue.Memory read) {
            return read(read.space(), value(read.address()), read.sizeBytes());
        } else if (value instanceof FetchValue.Extend extend) {
            return extend(value(extend.value()), extend.bits(), extend.signed());
        }
        FetchValue.Binary binary = (FetchValue.Binary) value;
        long left = value(binary.left());
        long right = value(binary.right());
        return switch (binary.operator()) {
            case ADD -> left + right;
            case SHIFT_RIGHT -> left >>> right;
            case NOT_EQUAL -> left != right ? 1 : 0;
            default -> throw new AssertionError(binary.operator());
        };
    }

    private long read(Deref deref, long value, int bytes) {
        return read(deref.space(), value + deref.offset(), bytes);
    }

    private long read(AddressSpaceKind space, long address, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            Byte one = memory.get(space).get(address + (little ? bytes - 1 - i : i));
            if (one == null) {
                throw new AssertionError("nothing in " + space + " memory at 0x" + Long.toHexString(address + i));
            }
            value = value << 8 | one & 0xff;
        }
        return value;
    }

    private static long extend(long value, int bits, boolean signed) {
        int unused = 64 - bits;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }
}
