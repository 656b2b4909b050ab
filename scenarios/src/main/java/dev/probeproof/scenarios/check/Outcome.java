// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.event.Task;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** What following an expression over synthetic memory brings: a number, bytes, or a fault. */
sealed interface Outcome {
    /** An integer, already narrowed and extended to 64 bits. */
    record Number(long value) implements Outcome {}

    /** Text with its NUL, or raw bytes. */
    record Content(byte[] bytes) implements Outcome {
        @Override
        public boolean equals(Object other) {
            return other instanceof Content that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** The access of that number cannot be made. */
    record Fault(int access, long address) implements Outcome {}

    /** The fault of an access that is made before the first one, to compute where that starts. */
    int BEFORE_FIRST = -1;

    /** Follows a meaning over a context, byte by byte and bit by bit. */
    static Outcome of(Meaning meaning, ProbeState context) {
        if (meaning.start() instanceof Start.TaskName) {
            return taskName(meaning.end());
        }
        boolean raw = meaning.accesses().isEmpty() && meaning.end() instanceof Meaning.Raw;
        Outcome outcome = raw ? image(meaning, context) : follow(meaning, context);
        if (!(outcome instanceof Number number)) {
            return outcome;
        }
        long value = number.value();
        for (Meaning.Whole cast : meaning.casts()) {
            value = narrow(value, cast.sizeBytes() * 8, cast.signed());
        }
        return new Number(value);
    }

    private static Outcome taskName(Meaning.End end) {
        byte[] name = (Task.DEFAULT.comm() + "\0").getBytes(StandardCharsets.US_ASCII);
        int most = ((Meaning.Text) end).maxBytes();
        byte[] cut = Arrays.copyOf(name, Math.min(name.length, most));
        cut[cut.length - 1] = 0;
        return new Content(cut);
    }

    private static Outcome follow(Meaning meaning, ProbeState context) {
        ByteOrder order = context.registers().arch().byteOrder();
        OptionalLong start = new StartValue(context).of(meaning.start());
        if (start.isEmpty()) {
            return new Fault(BEFORE_FIRST, 0);
        }
        long value = start.getAsLong();
        int last = meaning.accesses().size() - 1;
        for (int i = 0; i <= last; i++) {
            Meaning.Access access = meaning.accesses().get(i);
            long address = value + access.offset();
            if (i == last && !(meaning.end() instanceof Meaning.Address)) {
                return end(meaning.end(), i, address, context, order);
            }
            Optional<byte[]> pointer = context.read(address, 8);
            if (pointer.isEmpty()) {
                return new Fault(i, address);
            }
            value = number(pointer.get(), order);
        }
        return meaning.end() instanceof Meaning.Address address
                ? new Number(value + address.offset())
                : new Number(cut(value, meaning, order));
    }

    /** Raw bytes that lie in several places, or in a register. */
    private static Outcome image(Meaning meaning, ProbeState context) {
        Start.Located located = (Start.Located) meaning.start();
        byte[] bytes = new byte[((Meaning.Raw) meaning.end()).sizeBytes()];
        StartValue values = new StartValue(context);
        for (int i = 0; i < bytes.length; i++) {
            OptionalLong one = values.of(
                    new Start.Located(located.location(), located.sizeBytes(), located.firstBit() + 8 * i, 8));
            if (one.isEmpty()) {
                return new Fault(BEFORE_FIRST, 0);
            }
            bytes[i] = (byte) one.getAsLong();
        }
        return new Content(bytes);
    }

    /** A value that is in the start itself, or a part of it: a member of a small struct passed by value. */
    private static long cut(long start, Meaning meaning, ByteOrder order) {
        if (meaning.end() instanceof Meaning.BitRun run) {
            boolean atItsEnd = meaning.start() instanceof Start.Located;
            int shift = order == ByteOrder.LITTLE_ENDIAN ? run.firstBit() : 64 - run.firstBit() - run.widthBits();
            return narrow(start >>> (atItsEnd ? 0 : shift), run.widthBits(), run.signed());
        }
        Meaning.Whole whole = (Meaning.Whole) meaning.end();
        return narrow(start, whole.sizeBytes() * 8, whole.signed());
    }

    private static Outcome end(Meaning.End end, int access, long address, ProbeState context, ByteOrder order) {
        if (end instanceof Meaning.Whole whole) {
            return context.read(address, whole.sizeBytes())
                    .<Outcome>map(
                            bytes -> new Number(narrow(number(bytes, order), whole.sizeBytes() * 8, whole.signed())))
                    .orElseGet(() -> new Fault(access, address));
        } else if (end instanceof Meaning.BitRun run) {
            int bytes = (run.firstBit() + run.widthBits() + 7) / 8;
            return context.read(address, bytes)
                    .<Outcome>map(read -> new Number(narrow(bits(read, run, order), run.widthBits(), run.signed())))
                    .orElseGet(() -> new Fault(access, address));
        } else if (end instanceof Meaning.Text text) {
            return text(address, text.maxBytes(), access, context);
        }
        int size = ((Meaning.Raw) end).sizeBytes();
        return context.read(address, size).<Outcome>map(Content::new).orElseGet(() -> new Fault(access, address));
    }

    /** Byte by byte, as the kernel does: what lies behind the NUL need not be mapped. */
    private static Outcome text(long address, int maxBytes, int access, ProbeState context) {
        byte[] text = new byte[maxBytes];
        for (int i = 0; i < maxBytes; i++) {
            Optional<byte[]> one = context.read(address + i, 1);
            if (one.isEmpty()) {
                return new Fault(access, address + i);
            }
            text[i] = one.get()[0];
            if (text[i] == 0) {
                return new Content(Arrays.copyOf(text, i + 1));
            }
        }
        text[maxBytes - 1] = 0;
        return new Content(text);
    }

    private static long number(byte[] bytes, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < bytes.length; i++) {
            int at = order == ByteOrder.LITTLE_ENDIAN ? bytes.length - 1 - i : i;
            value = value << 8 | bytes[at] & 0xff;
        }
        return value;
    }

    /** Little-endian compilers count bits from the lowest of the first byte, big-endian ones from the highest. */
    private static long bits(byte[] bytes, Meaning.BitRun run, ByteOrder order) {
        long value = 0;
        for (int i = 0; i < run.widthBits(); i++) {
            int bit = run.firstBit() + i;
            int b = bytes[bit / 8] & 0xff;
            if (order == ByteOrder.LITTLE_ENDIAN) {
                value |= (long) (b >> bit % 8 & 1) << i;
            } else {
                value = value << 1 | b >> 7 - bit % 8 & 1;
            }
        }
        return value;
    }

    private static long narrow(long value, int widthBits, boolean signed) {
        int unused = 64 - widthBits;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }
}
