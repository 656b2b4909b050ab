// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.format.NumberWord;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/** Gives calls and tracepoints their arguments; what a pointer leads to is made here if a mapping or text is given for it. */
final class ArgumentValues {
    private final EmulatedKernel kernel;
    private final Setting setting;
    private final ToLongFunction<Value> number;

    private ArgumentValues(EmulatedKernel kernel, Setting setting, ToLongFunction<Value> number) {
        this.kernel = kernel;
        this.setting = setting;
        this.number = number;
    }

    /** Arguments of the kernel's functions and tracepoints: what a pointer leads to is an object of the kernel. */
    static ArgumentValues ofKernel(EmulatedKernel kernel, Setting setting) {
        return new ArgumentValues(kernel, setting, setting.numbers()::number);
    }

    /** Arguments of what processes call: what a pointer leads to is memory of theirs. */
    static ArgumentValues ofUser(EmulatedKernel kernel, Setting setting) {
        return new ArgumentValues(kernel, setting, new UserValues(setting)::number);
    }

    /** What takes the argument of a position from 1. */
    interface Numbers {
        void take(int position, long value);
    }

    /** The same for what has an address, or is a struct by value. */
    interface Objects {
        void take(int position, KernelObject object);
    }

    /**
     * Gives all of them.
     *
     * @param of in messages: {@code function 'vfs_read'}
     * @param parameters what the kernel's types say; empty if they say nothing
     */
    void give(List<Value.Field> given, String of, List<Parameter> parameters, Numbers numbers, Objects objects) {
        for (Value.Field field : given) {
            int position = position(field, of, parameters);
            Value.Word name = new Value.Word(field.name(), false, field.position());
            Setting.at(name, () -> {
                Optional<KernelObject> object = position > parameters.size()
                        ? Optional.empty()
                        : made(parameters.get(position - 1).typeId(), field.value());
                if (object.isPresent()) {
                    objects.take(position, object.get());
                } else {
                    numbers.take(position, number.applyAsLong(field.value()));
                }
                return true;
            });
        }
    }

    private int position(Value.Field field, String of, List<Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(field.name())) {
                return i + 1;
            }
        }
        OptionalLong position = NumberWord.parse(field.name(), "");
        if (position.isPresent()) {
            return (int) Math.max(0, Math.min(position.getAsLong(), Integer.MAX_VALUE));
        }
        List<String> names = parameters.stream()
                .map(Parameter::name)
                .filter(name -> !name.isEmpty())
                .toList();
        String hint = names.isEmpty()
                ? "; no names are known there, give arguments by position, from 1"
                : Nearest.of(field.name(), names).isEmpty()
                        ? "; it has " + String.join(", ", names)
                        : Nearest.suffix(Nearest.of(field.name(), names));
        throw new ScenarioException(
                field.position(),
                of + " of kernel " + kernel.target().name() + " has no argument '" + field.name() + "'" + hint);
    }

    /** A new object for a mapping or text where a pointer or a struct by value is wanted; empty for what is a number. */
    private Optional<KernelObject> made(int type, Value value) {
        if (setting.numbers().find(value).isPresent()) {
            return Optional.empty();
        }
        BtfType wanted = kernel.target().btf().resolve(type);
        if (wanted instanceof BtfType.Composite && value instanceof Value.Fields members) {
            return Optional.of(filled(type, members));
        }
        if (!(wanted instanceof BtfType.Ptr pointer)) {
            return Optional.empty();
        }
        if (value instanceof Value.Word text) {
            return Optional.of(kernel.objects().text(text.text()));
        }
        if (value instanceof Value.Fields fields) {
            Optional<Value> text = fields.fields().size() == 1 ? fields.get("text") : Optional.empty();
            return Optional.of(
                    text.isPresent()
                            ? kernel.objects().text(ValueNumbers.text(text.get()))
                            : filled(pointer.type(), fields));
        }
        return Optional.empty();
    }

    private KernelObject filled(int type, Value.Fields members) {
        if (ObjectFiller.saysType(members)) {
            return setting.filler().object(members);
        }
        KernelObject object = Setting.at(members, () -> kernel.objects().object(type));
        members.fields().forEach(member -> setting.filler().set(object, member));
        return object;
    }
}
