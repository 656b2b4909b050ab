// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.debug;

import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.scenarios.trace.CTypes;
import dev.probeproof.scenarios.trace.Frame;
import dev.probeproof.scenarios.trace.ProgramCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What names mean at one moment: registers, arguments, global variables, maps, the scenario's objects, types. */
final class Names {
    private static final Pattern REGISTER = Pattern.compile("r(10|[0-9])");
    private static final int MOST_ARGUMENTS = 5;

    private final Live live;
    private final int frameIndex;

    /** A type with the BTF that it is of. */
    record TypeFound(CTypes types, int id) {}

    /** An argument as the function was given it. */
    record Argument(String name, TypedValue value) {}

    Names(Live live, int frameIndex) {
        this.live = live;
        this.frameIndex = frameIndex;
    }

    /** The function whose registers count. */
    Frame frame() {
        live.frame();
        List<Frame> all = live.frames().all();
        if (frameIndex >= all.size()) {
            throw new DebugException("there is no frame " + frameIndex + "; the outermost is " + (all.size() - 1));
        }
        return all.get(all.size() - 1 - frameIndex);
    }

    byte[] bytes(long value, int size) {
        ByteOrder order = live.world().kernel().kernelMemory().order();
        byte[] all = ByteBuffer.allocate(Long.BYTES).order(order).putLong(value).array();
        if (size >= Long.BYTES) {
            return all;
        }
        int from = order == ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - size;
        return java.util.Arrays.copyOfRange(all, from, from + size);
    }

    /** A number without a type of its own. */
    TypedValue plain(long value) {
        return TypedValue.of(KernelTypes.of(live), 0, bytes(value, Long.BYTES));
    }

    /** A type by its name in C, of the program or the kernel. */
    Optional<TypeFound> type(String name) {
        for (LoadedObject object : objects()) {
            Btf btf = object.object().btf();
            if (btf != null) {
                CTypes types = new CTypes(btf);
                Optional<Integer> found = types.find(name);
                if (found.isPresent()) {
                    return Optional.of(new TypeFound(types, found.get()));
                }
            }
        }
        CTypes kernel = KernelTypes.of(live);
        return kernel.find(name).or(() -> kernel.find(usual(name))).map(id -> new TypeFound(kernel, id));
    }

    /** What people write for what compilers call otherwise. */
    private static String usual(String name) {
        return switch (name) {
            case "long" -> "long int";
            case "unsigned long" -> "long unsigned int";
            case "long long" -> "long long int";
            case "unsigned long long" -> "long long unsigned int";
            case "unsigned", "unsigned int" -> "unsigned int";
            case "short" -> "short int";
            case "unsigned short" -> "short unsigned int";
            default -> name;
        };
    }

    /** The object of the program that runs first. */
    private List<LoadedObject> objects() {
        List<LoadedObject> all = new ArrayList<>(live.world().objects());
        if (!live.frames().isEmpty()) {
            LoadedObject current = frame().code().object();
            all.remove(current);
            all.add(0, current);
        }
        return all;
    }

    /** What a name means, if it is the name of a value. */
    Optional<TypedValue> find(String name) {
        if (REGISTER.matcher(name).matches()) {
            return Optional.of(plain(frame().register(Integer.parseInt(name.substring(1)))));
        } else if (name.startsWith("$")) {
            return scenarioObject(name.substring(1));
        } else if (name.equals("ctx")) {
            return Optional.of(context());
        }
        return argument(name).or(() -> variable(name)).or(() -> enumerator(name));
    }

    /** The context as its real type; words for programs whose context is their function's arguments. */
    private TypedValue context() {
        frame();
        long address = live.places().contextAddress().orElseThrow(() -> new DebugException("the run has no context"));
        return live.places()
                .contextType(live.frames().all().get(0).code())
                .map(type -> TypedValue.pointer(type.types(), type.id(), 1, bytes(address, Long.BYTES)))
                .orElseGet(() -> {
                    CTypes kernel = KernelTypes.of(live);
                    int word = kernel.find("u64")
                            .or(() -> kernel.find("long unsigned int"))
                            .orElse(0);
                    return TypedValue.pointer(kernel, word, 1, bytes(address, Long.BYTES));
                });
    }

    private Optional<TypedValue> argument(String name) {
        return live.frames().isEmpty()
                ? Optional.empty()
                : arguments().stream()
                        .filter(each -> each.name().equals(name))
                        .map(Argument::value)
                        .findFirst();
    }

    /** The arguments of the function that runs, as it was given them. */
    List<Argument> arguments() {
        Frame frame = frame();
        ProgramCode code = frame.code();
        List<Argument> arguments = new ArrayList<>();
        ProgramCode.Function function = frame.function();
        boolean fetching = frame.slot() < code.prologueSlots();
        if (code.types().isEmpty() || fetching) {
            return arguments;
        }
        CTypes types = new CTypes(code.types().get());
        for (int i = 0; i < Math.min(MOST_ARGUMENTS, function.parameters().size()); i++) {
            BtfType.Param parameter = function.parameters().get(i);
            int size = (int) types.size(parameter.type());
            if (!parameter.name().isEmpty() && size > 0 && size <= Long.BYTES) {
                TypedValue value = parameter.name().equals("ctx")
                        ? context()
                        : TypedValue.of(types, parameter.type(), bytes(frame.entry(i + 1), size));
                arguments.add(new Argument(parameter.name(), value));
            }
        }
        return arguments;
    }

    /** Global variables by name, those of the program that runs first. */
    List<Argument> variables() {
        List<Argument> found = new ArrayList<>();
        for (LoadedObject object : objects()) {
            Btf btf = object.object().btf();
            for (LoadedMap map : object.maps()) {
                if (btf != null
                        && map.spec().section() != null
                        && btf.type(map.spec().valueTypeId()) instanceof BtfType.DataSec section) {
                    variables(btf, map, section, found);
                }
            }
        }
        return found;
    }

    private void variables(Btf btf, LoadedMap map, BtfType.DataSec section, List<Argument> found) {
        byte[] all = map.lookup(new byte[map.spec().keySize()]).orElse(new byte[0]);
        CTypes types = new CTypes(btf);
        for (BtfType.SectionVar place : section.vars()) {
            int end = (int) (place.offset() + place.size());
            if (btf.type(place.type()) instanceof BtfType.Var variable && end <= all.length) {
                OptionalLong base = live.places().valuesAddress(map);
                OptionalLong at =
                        base.isPresent() ? OptionalLong.of(base.getAsLong() + place.offset()) : OptionalLong.empty();
                byte[] bytes = java.util.Arrays.copyOfRange(all, (int) place.offset(), end);
                found.add(new Argument(variable.name(), new TypedValue(types, variable.type(), bytes, at, 0, 0, 0)));
            }
        }
    }

    private Optional<TypedValue> variable(String name) {
        return variables().stream()
                .filter(each -> each.name().equals(name))
                .map(Argument::value)
                .findFirst();
    }

    private Optional<TypedValue> enumerator(String name) {
        for (LoadedObject object : objects()) {
            Btf btf = object.object().btf();
            for (int id = btf == null ? 0 : btf.firstId(); btf != null && id < btf.endId(); id++) {
                if (btf.type(id) instanceof BtfType.Enum type) {
                    for (BtfType.Enumerator each : type.values()) {
                        if (each.name().equals(name)) {
                            return Optional.of(plain(each.value()));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<TypedValue> scenarioObject(String name) {
        KernelObject object = live.world().named().get(name);
        if (object != null) {
            CTypes kernel = KernelTypes.of(live);
            int type = kernel.find(object.type()).orElse(0);
            return Optional.of(TypedValue.pointer(kernel, type, 1, bytes(object.address(), Long.BYTES)));
        }
        Long user = live.world().userMemory().get(name);
        if (user != null) {
            CTypes kernel = KernelTypes.of(live);
            return Optional.of(TypedValue.pointer(kernel, kernel.find("char").orElse(0), 1, bytes(user, Long.BYTES)));
        }
        List<String> known = new ArrayList<>(live.world().named().keySet());
        known.addAll(live.world().userMemory().keySet());
        throw new DebugException("the scenario has no object '" + name + "'" + Nearest.suffix(Nearest.of(name, known)));
    }

    /** Eight bytes of the stack, or as many as there are up to its end. */
    TypedValue stack(long distance) {
        if (distance >= 0 || distance < -512) {
            throw new DebugException("the stack is stack[-512] to stack[-1], not stack[" + distance + "]");
        }
        long address = frame().pointer() + distance;
        int size = (int) Math.min(Long.BYTES, -distance);
        byte[] bytes = TypedValue.read(live, address, size);
        return new TypedValue(KernelTypes.of(live), 0, bytes, OptionalLong.of(address), 0, 0, 0);
    }

    boolean isMap(String name) {
        return live.world().objects().stream()
                .flatMap(object -> object.maps().stream())
                .anyMatch(map -> map.spec().name().equals(name));
    }

    /** An element of a map, by a key that is a number or text. */
    TypedValue element(String name, Optional<String> text, long number) {
        for (LoadedObject object : live.world().objects()) {
            for (LoadedMap map : object.maps()) {
                if (map.spec().name().equals(name)) {
                    return MapElements.element(live, object, map, key(map, text, number));
                }
            }
        }
        throw unknownMap(name);
    }

    private byte[] key(LoadedMap map, Optional<String> text, long number) {
        int size = map.spec().keySize();
        if (text.isPresent()) {
            return java.util.Arrays.copyOf(text.get().getBytes(java.nio.charset.StandardCharsets.UTF_8), size);
        }
        if (size > Long.BYTES) {
            throw new DebugException("keys of '" + map.spec().name() + "' have " + size + " bytes: 'print maps."
                    + map.spec().name() + "' shows all elements");
        }
        return bytes(number, size);
    }

    DebugException unknownMap(String name) {
        List<String> known = MapElements.names(live);
        List<String> nearest = Nearest.of(name, known);
        return new DebugException("no map '" + name + "'"
                + (nearest.isEmpty() ? "; there are " + String.join(", ", known) : Nearest.suffix(nearest)));
    }

    /** Nothing has that name; what is near. */
    DebugException unknown(String name) {
        TreeSet<String> known = new TreeSet<>(List.of("ctx", "stack"));
        variables().forEach(each -> known.add(each.name()));
        if (!live.frames().isEmpty()) {
            arguments().forEach(each -> known.add(each.name()));
        }
        MapElements.names(live).forEach(each -> known.add("maps." + each));
        List<String> nearest = Nearest.of(name, List.copyOf(known));
        return new DebugException("no name '" + name + "' here"
                + (nearest.isEmpty()
                        ? "\n  types and lines are all that an object keeps of C: local variables lie in registers and on the stack"
                        : Nearest.suffix(nearest)));
    }
}
