// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A register as a log prints it, in fewer words: {@code 0 to 255}, {@code map_value plus 0 to 44}. */
final class ValueText {
    private static final Pattern STATE = Pattern.compile("(P?[A-Za-z_]*(?:\\[\\d\\])?)\\((.*)\\)");
    private static final Pattern BITS = Pattern.compile(",?var_off=\\([^)]*\\)");

    private ValueText() {}

    static String of(String state) {
        Matcher match = STATE.matcher(state);
        if (!match.matches()) {
            return state.replaceFirst("^(inv)?P?(?=[-\\d])", "");
        }
        Map<String, BigInteger> limits = limits(match.group(2));
        String range = range(limits);
        String type = match.group(1);
        if (type.matches("P?(scalar|inv|invP)")) {
            return range.isEmpty() ? "any number" : range;
        }
        BigInteger fixed = limits.getOrDefault("off", BigInteger.ZERO).add(limits.getOrDefault("imm", BigInteger.ZERO));
        List<String> parts = new ArrayList<>();
        if (fixed.signum() != 0) {
            parts.add(fixed.toString());
        }
        if (!range.isEmpty()) {
            parts.add(range);
        }
        return parts.isEmpty() ? type : type + " plus " + String.join(" plus ", parts);
    }

    private static Map<String, BigInteger> limits(String inside) {
        Map<String, BigInteger> limits = new HashMap<>();
        for (String part : BITS.matcher(inside).replaceAll("").split(",")) {
            String[] names = part.split("=");
            BigInteger value = number(names[names.length - 1]);
            for (int i = 0; value != null && i < names.length - 1; i++) {
                String name = names[i].replace("_value", "");
                boolean isNegative = name.matches("smin|smax|off|imm") && value.bitLength() == Long.SIZE;
                limits.put(name, isNegative ? BigInteger.valueOf(value.longValue()) : value);
            }
        }
        return limits;
    }

    /** Unsigned limits if they say something, else signed ones; nothing if only one side is known. */
    private static String range(Map<String, BigInteger> limits) {
        if (limits.containsKey("umax")) {
            BigInteger least = limits.getOrDefault("umin", BigInteger.ZERO);
            boolean mayBeNegative = limits.get("umax").bitLength() > 63 && limits.containsKey("smin");
            if (!mayBeNegative) {
                return least + " to " + limits.get("umax");
            }
        }
        if (limits.containsKey("smin") && limits.containsKey("smax")) {
            return limits.get("smin") + " to " + limits.get("smax");
        }
        if (limits.containsKey("umin")) {
            return "at least " + limits.get("umin");
        }
        if (limits.containsKey("smax")) {
            return "at most " + limits.get("smax");
        }
        return limits.containsKey("smin") ? "at least " + limits.get("smin") : "";
    }

    /** Null for what is no number. */
    private static @Nullable BigInteger number(String text) {
        if (text.matches("-?\\d{1,20}")) {
            return new BigInteger(text);
        }
        return text.matches("0x[0-9a-f]{1,16}") ? new BigInteger(text.substring(2), 16) : null;
    }
}
