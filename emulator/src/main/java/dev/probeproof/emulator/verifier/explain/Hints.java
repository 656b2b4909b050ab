// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What to do about a refusal. A wrong hint costs more than none: each is given only where nothing else can be meant. */
final class Hints {
    private static final Pattern NULLABLE =
            Pattern.compile("R\\d+ (invalid mem access '\\w+_or_null'|type=\\w+_or_null\\w* expected=.*"
                    + "|pointer arithmetic on \\w+_or_null prohibited.*)");
    private static final Pattern UNREAD = Pattern.compile("R(\\d+) !read_ok");
    private static final Pattern SCALAR = Pattern.compile("R\\d+ invalid mem access '(scalar|inv)'");
    private static final Pattern UNBOUNDED = Pattern.compile("R\\d+ unbounded memory access.*"
            + "|math between \\w+ pointer and register with unbounded min value is not allowed");
    private static final Pattern NEGATIVE = Pattern.compile("R\\d+ min value is negative.*");
    private static final Pattern MAP_VALUE =
            Pattern.compile("invalid access to map value, value_size=(\\d{1,9}) off=(-?\\d{1,9}) size=(\\d{1,9})");
    private static final Pattern PACKET = Pattern.compile(
            "invalid access to packet, off=(-?\\d{1,9}) size=(\\d{1,9}), R\\d+\\(id=\\d+,off=(-?\\d{1,9}),r=(\\d{1,9})\\)");
    private static final Pattern LEAK = Pattern.compile("Unreleased reference id=\\d+ alloc_insn=(\\d{1,7})");
    private static final Pattern UNWRITTEN =
            Pattern.compile("invalid (indirect )?(read from stack|access to stack).* off -\\d+\\+\\d+ size \\d+");
    private static final String LICENSE = "cannot call GPL-restricted function from non-GPL compatible program";

    private final List<String> messages;
    private final @Nullable PathNode failing;
    private final IntFunction<Optional<SourcePlace>> places;
    private int register = -1;
    private @Nullable ValuePath value;

    Hints(List<String> messages, @Nullable PathNode failing, IntFunction<Optional<SourcePlace>> places) {
        this.messages = messages;
        this.failing = failing;
        this.places = places;
    }

    /** The register that the refusal is about, and where its value comes from. */
    void value(int offending, ValuePath path) {
        register = offending;
        value = path;
    }

    Optional<String> certain() {
        String last = messages.get(messages.size() - 1);
        if (messages.contains(LICENSE)) {
            return Optional.of("declare a license that is compatible with the GPL:"
                    + " char LICENSE[] SEC(\"license\") = \"GPL\"");
        }
        if (find(LEAK) != null) {
            return acquiring().flatMap(this::unreleased);
        }
        if (find(UNWRITTEN) != null) {
            return Optional.of("some of these bytes are not written on this path; clear the whole variable first"
                    + " (memset, or = {}), padding included");
        }
        if (NULLABLE.matcher(last).matches()) {
            return nullable();
        }
        if (UNREAD.matcher(last).matches()) {
            return unread();
        }
        if (SCALAR.matcher(last).matches()) {
            return number();
        }
        return bounds(last);
    }

    /** {@code bpf_map_lookup_elem() can return null; test the result of the call at line 39 before using it}. */
    private Optional<String> nullable() {
        PathNode origin = value == null ? null : value.origin();
        if (origin == null || !origin.parts.is(InstructionParts.Kind.CALL)) {
            return Optional.empty();
        }
        return Optional.of(origin.parts.name() + "() can return null; test the result of the call " + at(origin.slot)
                + " before using it");
    }

    private Optional<String> unread() {
        PathNode origin = value == null ? null : value.origin();
        if (origin != null && isCall(origin) && register >= 1 && register <= 5) {
            return Optional.of("the call " + at(origin.slot) + " has overwritten r1 to r5; keep what is still needed in"
                    + " r6 to r9 or on the stack");
        }
        if (register == 0 && failing != null && failing.isExit()) {
            return Optional.of("this path ends without a return value; return a number");
        }
        boolean isNeverSet = value != null && value.isNeverSet() && register != 1;
        return isNeverSet && failing != null && failing.isCompleteBefore()
                ? Optional.of(
                        "nothing on this path sets r" + register + " before it is used; give the variable a value")
                : Optional.empty();
    }

    /** A number that came from the context is an address of the kernel only to us. */
    private Optional<String> number() {
        PathNode origin = value == null ? null : value.origin();
        boolean isContextField = origin != null
                && origin.parts.is(InstructionParts.Kind.LOAD)
                && origin.instruction.contains("*(u64 *)")
                && origin.parent != null
                && origin.parent.stateOf(origin.parts.reads()).startsWith("ctx(");
        return isContextField
                ? Optional.of("to the verifier, what was read from the context " + at(origin.slot)
                        + " is a number, no pointer; read through it with bpf_probe_read_kernel() or BPF_CORE_READ()")
                : Optional.empty();
    }

    private Optional<String> bounds(String last) {
        if (UNBOUNDED.matcher(last).matches()) {
            return Optional.of(valueName() + " may be negative or too large here; limit it on both sides first (as an"
                    + " unsigned number, one comparison with a constant does)");
        }
        if (NEGATIVE.matcher(last).matches()) {
            return Optional.of("on this path " + valueName() + " may be negative; make it unsigned, or leave if it is"
                    + " less than 0");
        }
        Matcher packet = find(PACKET);
        if (packet != null) {
            return packet(packet);
        }
        Matcher map = find(MAP_VALUE);
        boolean isVariable = map != null && last.contains("max value is outside");
        int room = map == null ? 0 : Integer.parseInt(map.group(1)) - Integer.parseInt(map.group(3));
        return isVariable && room >= 0
                ? Optional.of("the value has " + map.group(1) + " bytes, so an access of " + map.group(3)
                        + " may begin at " + room + " at most; limit the index so that it does")
                : Optional.empty();
    }

    private static Optional<String> packet(Matcher packet) {
        int needed = Integer.parseInt(packet.group(1)) + Integer.parseInt(packet.group(2));
        return needed > Integer.parseInt(packet.group(4))
                ? Optional.of("compare the pointer plus " + needed + " with data_end first, and leave if it is beyond")
                : Optional.empty();
    }

    /** The call whose result is not given back, as a station. */
    Optional<ValuePath.Found> leaked() {
        return acquiring()
                .map(call -> new ValuePath.Found(
                        call, 0, "what " + call.parts.name() + " returned at insn " + call.slot + " is still held"));
    }

    private Optional<PathNode> acquiring() {
        Matcher leak = find(LEAK);
        int slot = leak == null ? -1 : Integer.parseInt(leak.group(1));
        PathNode node = failing;
        while (node != null && (node.slot != slot || !node.parts.is(InstructionParts.Kind.CALL))) {
            node = node.parent;
        }
        return Optional.ofNullable(node);
    }

    private Optional<String> unreleased(PathNode call) {
        String release = release(call.parts.name());
        return release.isEmpty()
                ? Optional.empty()
                : Optional.of("what " + call.parts.name() + "() returned " + at(call.slot)
                        + " has to be given back with " + release + " on every path that leaves the program");
    }

    private static String release(String acquiring) {
        return switch (acquiring) {
            case "bpf_ringbuf_reserve" -> "bpf_ringbuf_submit() or bpf_ringbuf_discard()";
            case "bpf_sk_lookup_tcp", "bpf_sk_lookup_udp", "bpf_skc_lookup_tcp" -> "bpf_sk_release()";
            case "bpf_task_acquire", "bpf_task_from_pid" -> "bpf_task_release()";
            case "bpf_cgroup_acquire", "bpf_cgroup_from_id" -> "bpf_cgroup_release()";
            case "bpf_obj_new_impl" -> "bpf_obj_drop()";
            default -> "";
        };
    }

    private static boolean isCall(PathNode node) {
        return node.parts.is(InstructionParts.Kind.CALL) || node.parts.is(InstructionParts.Kind.FUNCTION_CALL);
    }

    private String valueName() {
        return register < 0 ? "the number" : "r" + register;
    }

    private String at(int slot) {
        Optional<SourcePlace> place = places.apply(slot);
        return place.isPresent() && place.get().line() > 0
                ? "at line " + place.get().line()
                : "at insn " + slot;
    }

    private @Nullable Matcher find(Pattern pattern) {
        for (String message : messages) {
            Matcher match = pattern.matcher(message);
            if (match.matches()) {
                return match;
            }
        }
        return null;
    }
}
