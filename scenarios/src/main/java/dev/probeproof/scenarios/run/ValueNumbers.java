// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.format.NumberWord;
import dev.probeproof.scenarios.model.Value;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What written values are as numbers, bytes and Java's values, on one kernel and in one scenario. */
final class ValueNumbers {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final TargetKernel kernel;
    private final Setting setting;
    private final List<Btf> types = new ArrayList<>();
    private @Nullable Map<String, Long> enumerators;

    ValueNumbers(TargetKernel kernel, Setting setting) {
        this.kernel = kernel;
        this.setting = setting;
        types.add(kernel.btf());
    }

    /** Enumerators of these types count as well, and before those of the kernel. */
    void know(Btf more) {
        types.add(0, more);
        enumerators = null;
    }

    ByteOrder order() {
        return kernel.arch().byteOrder();
    }

    /** The number that a value is. */
    long number(Value value) {
        return find(value)
                .orElseThrow(() -> new ScenarioException(value.position(), "no number: " + value + reason(value)));
    }

    private String reason(Value value) {
        if (!(value instanceof Value.Word word) || word.quoted()) {
            return "";
        }
        for (String part : word.text().split("\\|", -1)) {
            String one = part.strip();
            if (one.matches("0[0-9]+")) {
                return " ('" + one + "': write 0o" + one.substring(1) + " for octal, or leave out the 0)";
            } else if (one(one).isEmpty()) {
                List<String> known = new ArrayList<>(NumberWord.macros());
                known.addAll(enumerators().keySet());
                List<String> nearest = Nearest.of(one, known);
                return " ('" + one
                        + "' is neither a number, an enumerator of this kernel, nor a macro that is known here"
                        + Nearest.suffix(nearest) + ")";
            }
        }
        return "";
    }

    /** The number that a value is; empty if it is none. */
    OptionalLong find(Value value) {
        if (value instanceof Value.Word word) {
            return word.quoted() ? OptionalLong.empty() : word(word);
        }
        if (!(value instanceof Value.Fields fields) || fields.fields().size() != 1) {
            return OptionalLong.empty();
        }
        Value.Field only = fields.fields().get(0);
        return switch (only.name()) {
            case "user" -> OptionalLong.of(setting.userText(text(only.value())));
            case "ip", "ip6", "port", "hex" -> {
                byte[] bytes = special(only).orElseThrow();
                yield bytes.length > Long.BYTES ? OptionalLong.empty() : OptionalLong.of(asNumber(bytes));
            }
            default -> OptionalLong.empty();
        };
    }

    private OptionalLong word(Value.Word word) {
        if (word.text().startsWith("$")) {
            return OptionalLong.of(Setting.at(word, () -> reference(word)));
        }
        if (word.text().indexOf('|') < 0) {
            return one(word.text());
        }
        long all = 0;
        for (String part : word.text().split("\\|", -1)) {
            OptionalLong one = one(part.strip());
            if (one.isEmpty()) {
                return one;
            }
            all |= one.getAsLong();
        }
        return OptionalLong.of(all);
    }

    private OptionalLong one(String word) {
        OptionalLong number = NumberWord.parse(word, kernel.arch().name());
        if (number.isPresent()) {
            return number;
        }
        Long enumerator = enumerators().get(word);
        return enumerator == null ? OptionalLong.empty() : OptionalLong.of(enumerator);
    }

    /** {@code $file} is where it lies, {@code $file->f_inode} what is in that member, {@code &$file->f_pos} where the member lies. */
    private long reference(Value.Word word) {
        String text = word.text();
        int end = 1;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_-".indexOf(text.charAt(end)) >= 0)
                && !text.startsWith("->", end)) {
            end++;
        }
        String name = text.substring(1, end);
        if (end == text.length()) {
            return setting.address(name).orElseThrow();
        }
        KernelObject object = setting.object(name)
                .orElseThrow(() -> new ScenarioException(
                        word.position(), "'" + name + "' is no object of the kernel and has no members"));
        String path = text.substring(end);
        return object.number(
                path.startsWith("->") ? path.substring(2) : path.startsWith(".") ? path.substring(1) : path);
    }

    private Map<String, Long> enumerators() {
        if (enumerators == null) {
            Map<String, Long> all = new HashMap<>();
            for (Btf btf : types) {
                for (int id = btf.firstId(); id < btf.endId(); id++) {
                    if (btf.kind(id).asEnum() == BtfKind.ENUM && btf.type(id) instanceof BtfType.Enum type) {
                        type.values().forEach(each -> all.putIfAbsent(each.name(), each.value()));
                    }
                }
            }
            enumerators = all;
        }
        return enumerators;
    }

    /** The bytes that {@code {hex: …}}, {@code {ip: …}}, {@code {ip6: …}} and {@code {port: …}} stand for; empty for anything else. */
    Optional<byte[]> special(Value.Field field) {
        return switch (field.name()) {
            case "hex" -> Optional.of(hex(field.value()));
            case "ip", "ip6" -> Optional.of(address(field));
            case "port" -> {
                long port = number(field.value());
                yield Optional.of(new byte[] {(byte) (port >> 8), (byte) port});
            }
            default -> Optional.empty();
        };
    }

    /** The bytes of a value that says so itself: {@code {hex: …}} and its like; empty for anything else. */
    Optional<byte[]> special(Value value) {
        return value instanceof Value.Fields fields && fields.fields().size() == 1
                ? special(fields.fields().get(0))
                : Optional.empty();
    }

    private byte[] hex(Value value) {
        String digits = text(value).replaceAll("[\\s_:]", "");
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException odd) {
            throw new ScenarioException(value.position(), "'hex' has pairs of hex digits, not '" + text(value) + "'");
        }
    }

    private byte[] address(Value.Field field) {
        String text = text(field.value());
        boolean four = field.name().equals("ip");
        // No names: they would be looked up.
        if (four ? IPV4.matcher(text).matches() : text.contains(":")) {
            try {
                byte[] address = InetAddress.getByName(text).getAddress();
                if (address.length == (four ? 4 : 16)) {
                    return address;
                }
            } catch (UnknownHostException odd) {
                // Told below.
            }
        }
        throw new ScenarioException(field.value().position(), "no address for '" + field.name() + "': '" + text + "'");
    }

    private long asNumber(byte[] bytes) {
        long number = 0;
        for (int i = 0; i < bytes.length; i++) {
            number = number << 8 | bytes[order() == ByteOrder.BIG_ENDIAN ? i : bytes.length - 1 - i] & 0xff;
        }
        return number;
    }

    /** A word's text. */
    static String text(Value value) {
        if (value instanceof Value.Word word) {
            return word.text();
        }
        throw new ScenarioException(value.position(), "a text is expected, not " + value);
    }

    /** Bytes as given, or text with a NUL. */
    byte[] bytesOrText(Value value) {
        return special(value).orElseGet(() -> (text(value) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** As variables and map values of the loader take it: numbers, texts, bytes, lists, maps by member. */
    Object plain(Value value) {
        Optional<byte[]> bytes = special(value);
        if (bytes.isPresent()) {
            // A port or an IPv4 address may be kept in a wider number.
            boolean hex = ((Value.Fields) value).get("hex").isPresent();
            return hex || bytes.get().length > Long.BYTES ? bytes.get() : asNumber(bytes.get());
        }
        if (value instanceof Value.Items items) {
            return items.values().stream().map(this::plain).toList();
        }
        if (value instanceof Value.Fields fields && find(value).isEmpty()) {
            Map<String, Object> members = new LinkedHashMap<>();
            fields.fields().forEach(field -> members.put(field.name(), plain(field.value())));
            return members;
        }
        OptionalLong number = find(value);
        return number.isPresent() ? (Object) number.getAsLong() : text(value);
    }
}
