// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The format strings of {@code bpf_trace_printk}, {@code bpf_trace_vprintk} and {@code bpf_snprintf}: {@code %d %i %u %x
 * %X}, each with {@code l} or {@code ll}, flags {@code 0+-} and space and a width; {@code %s %pks %pus}; {@code %c};
 * {@code %p %px %pK %ps %pS %pB %pi4 %pI4 %pi6 %pI6}; {@code %%}. Anything else is refused, as are control characters
 * (measured on Linux 6.18).
 *
 * <p>A kernel prints a hash in place of {@code %p} and a symbol in place of {@code %ps}; here both print the address.
 *
 * <p>Text is handled as ISO 8859-1, so that a character is a byte.
 */
final class FormatString {
    private static final int ADDRESS_DIGITS = 16;

    private final String format;
    private final long[] arguments;
    private final FaultTolerantRead reader;
    private final HelperContext context;
    private final ArgumentArea area = new ArgumentArea();
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int nextArgument;

    /** What the kernel does not print: the errno that the helper returns. No stack trace: programs may do this often. */
    static final class Refused extends Exception {
        private final long result;

        Refused(Errno errno) {
            super(null, null, false, false);
            this.result = -errno.number();
        }

        long result() {
            return result;
        }
    }

    private FormatString(String format, long[] arguments, FaultTolerantRead reader, HelperContext context) {
        this.format = format;
        this.arguments = arguments;
        this.reader = reader;
        this.context = context;
    }

    /**
     * @param format with its terminating NUL and whatever follows it
     */
    static String print(byte[] format, long[] arguments, FaultTolerantRead reader, HelperContext context)
            throws Refused {
        String text = new String(format, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        if (end < 0) {
            throw new Refused(Errno.EINVAL);
        }
        return new FormatString(text.substring(0, end), arguments, reader, context).print();
    }

    private String print() throws Refused {
        while (at < format.length()) {
            char character = format.charAt(at++);
            if (character < ' ' && !isSpace(character) || character == 0x7f) {
                throw new Refused(Errno.EINVAL);
            }
            if (character != '%') {
                out.append(character);
            } else if (peek() == '%') {
                at++;
                out.append('%');
            } else {
                conversion();
            }
        }
        return out.toString();
    }

    private void conversion() throws Refused {
        if (nextArgument >= arguments.length) {
            throw new Refused(Errno.EINVAL);
        }
        Padding padding = padding();
        char kind = next();
        switch (kind) {
            case 'p' -> pointer(padding);
            case 's' -> string(padding, reader.isUser(arguments[nextArgument]));
            case 'c' -> character(padding);
            default -> number(padding, kind);
        }
    }

    private void character(Padding padding) throws Refused {
        area.character();
        out.append(padding.apply(String.valueOf((char) (arguments[nextArgument++] & 0xff))));
    }

    private Padding padding() {
        boolean left = false;
        boolean zeros = false;
        String sign = "";
        while ("0+- ".indexOf(peek()) >= 0) {
            switch (format.charAt(at++)) {
                case '0' -> zeros = true;
                case '-' -> left = true;
                case '+' -> sign = "+";
                default -> sign = sign.isEmpty() ? " " : sign;
            }
        }
        int width = 0;
        while (Character.digit(peek(), 10) >= 0) {
            width = Math.min(width * 10 + Character.digit(format.charAt(at++), 10), 1 << 15);
        }
        return new Padding(width, left, zeros && !left, sign);
    }

    private void number(Padding padding, char first) throws Refused {
        int longs = 0;
        char kind = first;
        while (kind == 'l' && longs < 2) {
            longs++;
            kind = next();
        }
        if ("diuxX".indexOf(kind) < 0) {
            throw new Refused(Errno.EINVAL);
        }
        area.number(longs > 0 ? Long.BYTES : Integer.BYTES);
        long value = arguments[nextArgument++];
        out.append(
                switch (kind) {
                    case 'd', 'i' -> padding.signed(longs > 0 ? value : (int) value);
                    case 'u' -> padding.digits("", Long.toUnsignedString(longs > 0 ? value : value & 0xffff_ffffL));
                    case 'x' -> padding.digits("", Long.toHexString(longs > 0 ? value : value & 0xffff_ffffL));
                    default ->
                        padding.digits(
                                "",
                                Long.toHexString(longs > 0 ? value : value & 0xffff_ffffL)
                                        .toUpperCase(Locale.ROOT));
                });
    }

    private void pointer(Padding padding) throws Refused {
        char kind = peek();
        boolean plain = kind == 0 || isSpace(kind) || isPunctuation(kind);
        if (plain) {
            address(padding);
            return;
        }
        at++;
        switch (kind) {
            case 'k', 'u' -> {
                if (next() != 's') {
                    throw new Refused(Errno.EINVAL);
                }
                string(padding, kind == 'u');
            }
            case 'x', 'K' -> address(padding);
            case 's', 'S' -> {
                area.number(Long.BYTES);
                out.append(symbol());
            }
            case 'B' -> {
                String symbol = symbol();
                area.text(symbol.length());
                out.append(symbol);
            }
            case 'i', 'I' -> internetAddress(padding, kind == 'I');
            default -> throw new Refused(Errno.EINVAL);
        }
    }

    private String symbol() {
        return "0x" + Long.toHexString(arguments[nextArgument++]);
    }

    private void address(Padding padding) throws Refused {
        area.number(Long.BYTES);
        String digits = Long.toHexString(arguments[nextArgument++]);
        Padding used = padding.width() == 0 ? new Padding(ADDRESS_DIGITS, false, true, "") : padding;
        out.append(used.digits("", digits));
    }

    private void string(Padding padding, boolean fromUser) throws Refused {
        byte[] buffer = new byte[area.roomForText()];
        Window window = new Window(buffer, 0, buffer.length);
        long address = arguments[nextArgument++];
        long length = fromUser
                ? reader.userString(context.userMemory(), address, window)
                : reader.kernelString(context, address, window);
        String text = length <= 0 ? "" : new String(buffer, 0, (int) length - 1, StandardCharsets.ISO_8859_1);
        area.text(text.length());
        out.append(padding.apply(text));
    }

    private void internetAddress(Padding padding, boolean readable) throws Refused {
        char version = next();
        if (version != '4' && version != '6') {
            throw new Refused(Errno.EINVAL);
        }
        byte[] address = new byte[version == '4' ? 4 : 16];
        area.require(address.length);
        AddressSpace memory = context.kernelMemory();
        reader.kernel(memory, arguments[nextArgument++], address, 0, address.length);
        StringBuilder text = new StringBuilder();
        if (version == '4') {
            for (byte part : address) {
                String octet = Integer.toString(part & 0xff);
                text.append(text.isEmpty() ? "" : ".")
                        .append(readable ? octet : "0".repeat(3 - octet.length()) + octet);
            }
        } else {
            ByteBuffer groups = ByteBuffer.wrap(address);
            while (groups.hasRemaining()) {
                text.append(text.isEmpty() || !readable ? "" : ":")
                        .append(String.format(Locale.ROOT, "%04x", groups.getShort() & 0xffff));
            }
        }
        area.text(text.length());
        out.append(padding.apply(text.toString()));
    }

    private char next() throws Refused {
        if (at >= format.length()) {
            throw new Refused(Errno.EINVAL);
        }
        return format.charAt(at++);
    }

    /** The next character, or NUL at the end. */
    private char peek() {
        return at < format.length() ? format.charAt(at) : 0;
    }

    /** What is space to the kernel, of the characters 0 to 0xff. */
    static boolean isSpace(char character) {
        return character == ' ' || character >= '\t' && character <= '\r' || character == 0xa0;
    }

    private static boolean isPunctuation(char character) {
        return character > ' ' && character < 0x7f && !Character.isLetterOrDigit(character);
    }

    private record Padding(int width, boolean left, boolean zeros, String sign) {
        String apply(String text) {
            String blanks = " ".repeat(Math.max(0, width - text.length()));
            return left ? text + blanks : blanks + text;
        }

        String signed(long value) {
            return digits(value < 0 ? "-" : sign, Long.toUnsignedString(Math.abs(value)));
        }

        String digits(String prefix, String digits) {
            int missing = width - prefix.length() - digits.length();
            return zeros && missing > 0 ? prefix + "0".repeat(missing) + digits : apply(prefix + digits);
        }
    }
}
