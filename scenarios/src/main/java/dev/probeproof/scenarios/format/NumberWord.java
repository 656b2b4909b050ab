// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.format;

import dev.probeproof.loader.uapi.Errno;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as scenarios write it: {@code 42}, {@code -1}, {@code 0x1f}, {@code 0b101}, {@code 0o17}, {@code 1_000}, a
 * character {@code 'a'}, a duration {@code 1.5ms} in nanoseconds, {@code -ENOENT}, {@code true}, {@code null}, or well-known macros
 * joined by {@code |}. {@code 0644} is none: it is octal to C and decimal to YAML 1.2.
 */
public final class NumberWord {
    private static final Pattern INTEGER =
            Pattern.compile("([+-]?)(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|0|[1-9][0-9_]*)");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,9}))?(ns|us|ms|s|m|h)");
    private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(63).negate();
    private static final BigInteger END = BigInteger.ONE.shiftLeft(64);

    private NumberWord() {}

    /** The number, 64 bits, signed or not; empty if the word is none, or is too large. */
    public static OptionalLong parse(String word, String arch) {
        if (word.length() > 100) {
            return OptionalLong.empty();
        }
        Matcher integer = INTEGER.matcher(word);
        if (integer.matches()) {
            return integer(integer.group(1), integer.group(2).replace("_", ""));
        }
        if (word.equals("true") || word.equals("false") || word.equals("null")) {
            return OptionalLong.of(word.equals("true") ? 1 : 0);
        }
        OptionalLong duration = nanoseconds(word);
        return duration.isPresent() ? duration : names(word, arch);
    }

    /** The macros that are known, for what comes near. */
    public static Set<String> macros() {
        return Macros.names();
    }

    private static OptionalLong integer(String sign, String digits) {
        int radix = digits.length() > 1 && digits.charAt(0) == '0'
                ? switch (Character.toLowerCase(digits.charAt(1))) {
                    case 'x' -> 16;
                    case 'b' -> 2;
                    case 'o' -> 8;
                    default -> 10;
                }
                : 10;
        String plain = radix == 10 ? digits : digits.substring(2);
        if (plain.isEmpty()) {
            return OptionalLong.empty();
        }
        BigInteger value = new BigInteger(plain, radix);
        value = sign.equals("-") ? value.negate() : value;
        return value.compareTo(LEAST) < 0 || value.compareTo(END) >= 0
                ? OptionalLong.empty()
                : OptionalLong.of(value.longValue());
    }

    /** {@code 3us}, {@code 1.5ms}, {@code 2s}, {@code 1m}: in nanoseconds; empty if it is no duration or longer than 292 years. */
    public static OptionalLong nanoseconds(String word) {
        Matcher duration = DURATION.matcher(word);
        if (!duration.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (duration.group(3)) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
        String fraction = duration.group(2) == null ? "" : duration.group(2);
        BigInteger scaled = new BigInteger(duration.group(1) + fraction)
                .multiply(BigInteger.valueOf(unit))
                .divide(BigInteger.TEN.pow(fraction.length()));
        return scaled.bitLength() > 63 ? OptionalLong.empty() : OptionalLong.of(scaled.longValue());
    }

    private static OptionalLong names(String word, String arch) {
        long value = 0;
        for (String name : word.split("\\|", -1)) {
            OptionalLong one = part(name.strip(), arch);
            if (one.isEmpty()) {
                return one;
            }
            value |= one.getAsLong();
        }
        return OptionalLong.of(value);
    }

    private static OptionalLong part(String part, String arch) {
        Matcher integer = INTEGER.matcher(part);
        return integer.matches() ? integer(integer.group(1), integer.group(2).replace("_", "")) : name(part, arch);
    }

    private static OptionalLong name(String name, String arch) {
        boolean negative = name.startsWith("-");
        String plain = negative ? name.substring(1) : name;
        for (Errno errno : Errno.values()) {
            if (errno.name().equals(plain)) {
                return OptionalLong.of(negative ? -errno.number() : errno.number());
            }
        }
        OptionalLong macro = Macros.value(plain, arch);
        return macro.isPresent() && negative ? OptionalLong.of(-macro.getAsLong()) : macro;
    }
}
