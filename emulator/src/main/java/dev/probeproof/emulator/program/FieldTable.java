// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Which fields of a struct a program may access; a struct's table is told once, and each program type's is made from it. */
record FieldTable(List<StructField> fields) {
    /** Parts of pointers are refused. */
    static final String WHOLE_POINTERS = "6.1";

    FieldTable {
        fields = List.copyOf(fields);
    }

    static FieldTable of(StructField... fields) {
        return new FieldTable(List.of(fields));
    }

    /** The same less some fields. */
    FieldTable without(String... names) {
        Set<String> hidden = Set.of(names);
        requireAll(hidden);
        return new FieldTable(
                fields.stream().filter(field -> !hidden.contains(field.name())).toList());
    }

    /** The same with nothing but some fields. */
    FieldTable only(String... names) {
        Set<String> kept = Set.of(names);
        requireAll(kept);
        return new FieldTable(
                fields.stream().filter(field -> kept.contains(field.name())).toList());
    }

    /** The same with stores of these sizes allowed to some fields. */
    FieldTable writing(int sizes, String... names) {
        return changing(field -> field.writing(sizes), names);
    }

    /** The same with some fields told anew. */
    FieldTable changing(UnaryOperator<StructField> change, String... names) {
        Set<String> changed = Set.of(names);
        requireAll(changed);
        return new FieldTable(fields.stream()
                .map(field -> changed.contains(field.name()) ? change.apply(field) : field)
                .toList());
    }

    /** The same and some more. */
    FieldTable and(StructField... more) {
        List<StructField> all = new ArrayList<>(fields);
        all.addAll(List.of(more));
        return new FieldTable(all);
    }

    /** The same and what older kernels let through before they looked at whole pointers, seen first. */
    FieldTable leaking(StructField... parts) {
        List<StructField> all = new ArrayList<>();
        for (StructField part : parts) {
            all.add(part.until(WHOLE_POINTERS));
        }
        all.addAll(fields);
        return new FieldTable(all);
    }

    ContextAnswer answer(ContextAccess access) {
        KernelProfile profile = access.setting().profile();
        return value(profile, access.offset(), access.size(), access.write())
                .filter(value -> !access.signExtends() || value.kind() == ContextValue.Kind.SCALAR)
                .map(ContextAnswer::of)
                .orElseGet(ContextAnswer::refused);
    }

    Optional<ContextValue> value(KernelProfile profile, int offset, int size, boolean write) {
        for (StructField field : fields) {
            if (field.holds(offset) && field.isIn(profile)) {
                return field.allows(offset, size, write)
                        ? Optional.of(write ? ContextValue.scalar() : field.value())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A name that no field has would change nothing, unseen. */
    private void requireAll(Set<String> names) {
        for (String name : names) {
            if (fields.stream().noneMatch(field -> field.name().equals(name))) {
                throw new IllegalArgumentException("no field " + name);
            }
        }
    }
}
