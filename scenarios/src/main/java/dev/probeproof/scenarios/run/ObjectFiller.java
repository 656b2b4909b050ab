// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.emulator.object.KernelObjects;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.scenarios.format.Matchers;
import dev.probeproof.scenarios.model.Value;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Fills objects of the kernel in as a scenario says. What a pointer leads to is made on the way: a mapping for a pointer is a new
 * object of its type, text for a pointer is text in kernel memory, and an arrow behind a pointer that nobody set makes the object.
 */
final class ObjectFiller {
    private final KernelObjects objects;
    private final ValueNumbers numbers;

    ObjectFiller(KernelObjects objects, ValueNumbers numbers) {
        this.objects = objects;
        this.numbers = numbers;
    }

    /** Sets the member that the field names. */
    void set(KernelObject object, Value.Field field) {
        Value.Word name = new Value.Word(field.name(), false, field.position());
        Setting.at(name, () -> {
            set(object, field.name(), field.value());
            return true;
        });
    }

    private void set(KernelObject object, String path, Value value) {
        int arrow = path.lastIndexOf("->");
        if (arrow > 0) {
            set(behind(object, path.substring(0, arrow)), path.substring(arrow + 2), value);
            return;
        }
        BtfType type = object.typeOf(path);
        Optional<byte[]> bytes = numbers.special(value);
        if (bytes.isPresent()) {
            object.set(path, bytes.get());
        } else if (type instanceof BtfType.Ptr) {
            pointer(object, path, value);
        } else if (type instanceof BtfType.Composite) {
            members(object, path, value);
        } else if (type instanceof BtfType.Array) {
            array(object, path, value);
        } else {
            object.set(path, numbers.number(value));
        }
    }

    /** What a path of pointers leads to, made where nothing is yet. */
    private KernelObject behind(KernelObject object, String path) {
        int arrow = path.lastIndexOf("->");
        KernelObject start = arrow < 0 ? object : behind(object, path.substring(0, arrow));
        String last = arrow < 0 ? path : path.substring(arrow + 2);
        return start.typeOf(last) instanceof BtfType.Ptr && !start.isSet(last) ? start.fresh(last) : start.member(last);
    }

    private void pointer(KernelObject object, String path, Value value) {
        OptionalLong number = numbers.find(value);
        if (number.isPresent()) {
            object.set(path, number.getAsLong());
        } else if (value instanceof Value.Word text) {
            object.set(path, objects.text(text.text()).address());
        } else if (value instanceof Value.Fields fields) {
            if (fields.fields().size() == 1
                    && Matchers.VALUES.contains(fields.fields().get(0).name())) {
                object.set(
                        path,
                        objects.text(ValueNumbers.text(fields.fields().get(0).value()))
                                .address());
            } else if (saysType(fields)) {
                object.set(path, object(fields).address());
            } else {
                members(object.fresh(path), "", fields);
            }
        } else {
            throw new ScenarioException(
                    value.position(), "a pointer leads to one object; give '" + path + "' a mapping");
        }
    }

    /** Whether a mapping says what it is made of: {@code {type: struct tcp_sock, …}} behind a pointer to {@code struct sock}. */
    static boolean saysType(Value.Fields fields) {
        return fields.get("type")
                .filter(type -> type instanceof Value.Word word && word.text().matches("(struct|union)\\s+\\w+"))
                .isPresent();
    }

    /** A new object of the type that the mapping says. */
    KernelObject object(Value.Fields fields) {
        Value.Word type = (Value.Word) fields.get("type").orElseThrow();
        KernelObject made = Setting.at(type, () -> objects.object(type.text()));
        fields.fields().stream().filter(field -> !field.name().equals("type")).forEach(field -> set(made, field));
        return made;
    }

    private void members(KernelObject object, String path, Value value) {
        if (!(value instanceof Value.Fields fields)) {
            throw new ScenarioException(value.position(), "'" + path + "' is a struct: give its members in a mapping");
        }
        for (Value.Field field : fields.fields()) {
            Value.Word name = new Value.Word(field.name(), false, field.position());
            Setting.at(name, () -> {
                set(object, path.isEmpty() ? field.name() : path + "." + field.name(), field.value());
                return true;
            });
        }
    }

    private void array(KernelObject object, String path, Value value) {
        if (value instanceof Value.Items items) {
            for (int i = 0; i < items.values().size(); i++) {
                set(object, path + "[" + i + "]", items.values().get(i));
            }
        } else if (value instanceof Value.Word word) {
            object.set(path, word.text());
        } else {
            throw new ScenarioException(value.position(), "'" + path + "' is an array: give a list, text or {hex: …}");
        }
    }
}
