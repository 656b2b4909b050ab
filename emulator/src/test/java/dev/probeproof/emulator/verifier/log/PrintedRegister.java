// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.log;

import dev.probeproof.emulator.verifier.number.Bounds;
import dev.probeproof.emulator.verifier.number.Tnum;
import dev.probeproof.emulator.verifier.state.RegisterState;
import dev.probeproof.emulator.verifier.state.RegisterType;
import dev.probeproof.emulator.verifier.state.TypeFlags;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a register as any release prints it back into a state, so that printing it again can be compared. */
final class PrintedRegister {
    private static final Map<String, Integer> PREFIXES = new LinkedHashMap<>();

    static {
        PREFIXES.put("rdonly_", TypeFlags.READ_ONLY);
        PREFIXES.put("ringbuf_", TypeFlags.RING_BUFFER);
        PREFIXES.put("alloc_", TypeFlags.RING_BUFFER);
        PREFIXES.put("user_", TypeFlags.USER);
        PREFIXES.put("percpu_", TypeFlags.PER_CPU);
        PREFIXES.put("rcu_", TypeFlags.RCU);
        PREFIXES.put("untrusted_", TypeFlags.UNTRUSTED);
        PREFIXES.put("trusted_", TypeFlags.TRUSTED);
    }

    private PrintedRegister() {}

    /** @param frame number of the frame that holds it */
    static RegisterState read(String text, int frame) {
        String rest = text;
        boolean old = rest.startsWith("inv");
        if (old) {
            rest = rest.substring(3);
        }
        boolean precise = rest.startsWith("P");
        if (precise) {
            rest = rest.substring(1);
        }
        if (rest.matches("-?(0x)?[0-9a-f]+")) {
            return RegisterState.constant(number(rest)).withPrecise(precise);
        }
        if (old || rest.startsWith("scalar")) {
            return scalar(arguments(rest)).withPrecise(precise);
        }
        if (rest.startsWith("fp")) {
            return stack(rest, frame);
        }
        return pointer(rest);
    }

    private static RegisterState scalar(Map<String, String> parts) {
        RegisterState.Parts made = RegisterState.UNKNOWN.change().bounds(bounds(parts));
        String id = parts.getOrDefault("id", "0");
        int sign = Math.max(id.indexOf('+'), id.indexOf('-'));
        if (sign > 0) {
            made.id(Integer.parseInt(id.substring(0, sign)) | RegisterState.ADD_CONSTANT)
                    .offset(Integer.parseInt(id.substring(sign)));
        } else {
            made.id(Integer.parseInt(id));
        }
        return made.build();
    }

    private static RegisterState stack(String text, int frame) {
        RegisterState.Parts made = RegisterState.pointer(RegisterType.STACK).frame(frame);
        String rest = text.substring(2);
        if (rest.startsWith("[")) {
            made.frame(rest.charAt(1) - '0');
            rest = rest.substring(3);
        }
        if (rest.startsWith("(")) {
            Map<String, String> parts = arguments(rest);
            return made.offset((int) number(parts.getOrDefault("off", "0")))
                    .bounds(bounds(parts))
                    .build();
        }
        return made.offset((int) number(rest)).build();
    }

    private static RegisterState pointer(String text) {
        String name = text.substring(0, text.indexOf('('));
        Map<String, String> parts = arguments(text.substring(name.length()));
        int flags = 0;
        for (Map.Entry<String, Integer> prefix : PREFIXES.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                name = name.substring(prefix.getKey().length());
                flags |= prefix.getValue();
            }
        }
        if (name.endsWith("_or_null")) {
            name = name.substring(0, name.length() - "_or_null".length());
            flags |= TypeFlags.MAY_BE_NULL;
        }
        if (name.startsWith("ptr_or_null_")) {
            flags |= TypeFlags.MAY_BE_NULL;
        }
        if (parts.containsKey("non_own_ref")) {
            flags |= TypeFlags.NON_OWNING;
        }
        RegisterState.Parts made = RegisterState.pointer(type(name))
                .flags(flags)
                .id(Integer.parseInt(parts.getOrDefault("id", "0")))
                .referenceId(Integer.parseInt(parts.getOrDefault("ref_obj_id", "0")))
                .offset((int) number(parts.getOrDefault("off", "0")))
                .size((int) number(parts.getOrDefault("r", parts.getOrDefault("sz", "0"))));
        if (parts.containsKey("ks")) {
            made.map(new NamedMap(
                    parts.getOrDefault("map", ""),
                    Integer.parseInt(parts.get("ks")),
                    Integer.parseInt(parts.get("vs"))));
        }
        if (name.startsWith("ptr_")) {
            made.typed(NamedTypes.of(name.replaceFirst("ptr_(or_null_)?", "")), 1);
        }
        if (parts.keySet().stream().anyMatch(part -> part.matches("([us](32_)?(min|max).*|var_off)"))) {
            made.bounds(bounds(parts));
        } else if (parts.containsKey("imm")) {
            made.bounds(Bounds.constant(immediate(parts.get("imm"))));
        }
        return made.build();
    }

    /** Old releases print it in hexadecimal without saying so; there it is never but 0. */
    private static long immediate(String text) {
        return number(text);
    }

    private static RegisterType type(String word) {
        if (word.startsWith("ptr_")) {
            return RegisterType.BTF_ID;
        }
        for (RegisterType type : RegisterType.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no type '" + word + "'");
    }

    private static Bounds bounds(Map<String, String> parts) {
        Tnum bits = Tnum.UNKNOWN;
        if (parts.containsKey("var_off")) {
            String[] numbers = parts.get("var_off").replaceAll("[()]", "").split("; ");
            bits = new Tnum(number(numbers[0]), number(numbers[1]));
        }
        return Bounds.of(
                bits,
                limit(parts, Long.MIN_VALUE, "smin", "smin_value"),
                limit(parts, Long.MAX_VALUE, "smax", "smax_value"),
                limit(parts, 0, "umin", "umin_value"),
                limit(parts, -1, "umax", "umax_value"),
                (int) limit(parts, Integer.MIN_VALUE, "smin32", "s32_min", "s32_min_value"),
                (int) limit(parts, Integer.MAX_VALUE, "smax32", "s32_max", "s32_max_value"),
                (int) limit(parts, 0, "umin32", "u32_min", "u32_min_value"),
                (int) limit(parts, -1, "umax32", "u32_max", "u32_max_value"));
    }

    private static long limit(Map<String, String> parts, long otherwise, String... names) {
        for (String name : names) {
            if (parts.containsKey(name)) {
                return number(parts.get(name));
            }
        }
        return otherwise;
    }

    /** {@code (id=1,smin=smin32=0)} by name. */
    private static Map<String, String> arguments(String text) {
        String inside = text.substring(text.indexOf('(') + 1, text.length() - 1);
        Map<String, String> parts = new LinkedHashMap<>();
        if (inside.isEmpty()) {
            return parts;
        }
        for (String part : inside.split(",")) {
            String[] names = part.split("=");
            String value = names[names.length - 1];
            for (int i = 0; i < Math.max(1, names.length - 1); i++) {
                parts.put(names[i], value);
            }
        }
        return parts;
    }

    private static long number(String text) {
        if (text.startsWith("0x")) {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }
}
