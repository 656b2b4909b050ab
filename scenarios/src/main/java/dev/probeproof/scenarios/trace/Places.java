// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.engine.Executable;
import dev.probeproof.emulator.memory.AddressSpace;
import dev.probeproof.emulator.memory.FrameStack;
import dev.probeproof.emulator.memory.Region;
import dev.probeproof.emulator.object.ObjectNames;
import dev.probeproof.loader.LoadedMap;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.scenarios.run.ScenarioWorld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What C would call an address at this moment of a run: {@code stack[-16]}, {@code ctx->di}, {@code histogram[6]},
 * {@code $file->f_path.dentry}.
 */
public final class Places {
    private static final long MOST_DECIMAL = 0xffff_ffffL;
    private static final long LEAST_DECIMAL = -4096;

    private final ScenarioWorld world;
    private final AddressSpace memory;
    private final MapPlaces maps;
    private final ObjectNames objects;

    public Places(ScenarioWorld world) {
        this.world = world;
        this.memory = world.kernel().kernelMemory();
        this.maps = new MapPlaces(world.objects(), memory);
        Map<String, dev.probeproof.emulator.object.KernelObject> roots = new HashMap<>();
        world.named().forEach((name, object) -> roots.put("$" + name, object));
        this.objects = world.kernel().objects().names(roots);
    }

    MapPlaces maps() {
        return maps;
    }

    /** A program is about to run: learns its maps. */
    public void learn(ProgramCode code, Executable program) {
        maps.learn(code, program);
    }

    /** Learns from what a helper gave. */
    public void helperReturned(HelperId helper, long[] arguments, long result) {
        if (helper == HelperId.MAP_DELETE_ELEM || helper == HelperId.MAP_UPDATE_ELEM) {
            maps.at(arguments[0])
                    .ifPresent(map -> maps.bytes(arguments[1], map.map().spec().keySize())
                            .ifPresent(key -> maps.changed(map, key)));
        }
        boolean looksUp = helper == HelperId.MAP_LOOKUP_ELEM || helper == HelperId.MAP_LOOKUP_PERCPU_ELEM;
        if (looksUp && result != 0) {
            maps.at(arguments[0])
                    .ifPresent(map -> maps.bytes(arguments[1], map.map().spec().keySize())
                            .ifPresent(key -> maps.lookedUp(map, key, result)));
        }
    }

    /** A step of the scenario begins: what is outside of programs may have changed maps. */
    public void stepBegins() {
        maps.forget();
    }

    /** The expression for what lies at an address; empty where nothing that has a name does. */
    public Optional<String> place(long address, Frames frames) {
        List<Frame> all = frames.all();
        for (int i = all.size() - 1; i >= 0; i--) {
            long below = all.get(i).pointer() - address;
            if (below > 0 && below <= FrameStack.FRAME_BYTES) {
                String owner = i == all.size() - 1
                        ? ""
                        : " of " + all.get(i).function().name();
                return Optional.of("stack[-" + below + "]" + owner);
            }
        }
        Region context = memory.context();
        if (context != null && context.contains(address, 1) && !all.isEmpty()) {
            return Optional.of(context(address - context.base(), all.get(0).code()));
        }
        return maps.place(address).or(() -> objects.place(address)).or(() -> other(address));
    }

    private String context(long offset, ProgramCode code) {
        return ContextType.of(code, world.kernel().target().btf())
                .map(type -> type.types().path(type.id(), offset))
                .filter(path -> path.startsWith("."))
                .map(path -> "ctx->" + path.substring(1))
                .orElseGet(() -> "ctx[" + offset / Long.BYTES + "]"
                        + (offset % Long.BYTES == 0 ? "" : " + " + offset % Long.BYTES + " bytes"));
    }

    private Optional<String> other(long address) {
        Region region = memory.find(address, 1);
        if (region == null) {
            return Optional.empty();
        }
        long offset = address - region.base();
        String ring = "record of ring buffer '";
        if (region.name().startsWith(ring)) {
            return Optional.of(
                    region.name().substring(ring.length(), region.name().length() - 1) + "'s record"
                            + inRecord(region, offset));
        }
        return Optional.of(region.name() + "[" + offset + "]");
    }

    /** A single struct of that name is what people call it; the same as where records are read. */
    private String inRecord(Region region, long offset) {
        for (var object : world.objects()) {
            var btf = object.object().btf();
            if (btf != null) {
                CTypes types = new CTypes(btf);
                Optional<Integer> event = types.find("struct event");
                if (event.isPresent() && types.size(event.get()) == region.bytes().length) {
                    return types.path(event.get(), offset);
                }
            }
        }
        return offset == 0 ? "" : "[" + offset + "]";
    }

    /** The same for memory of user space. */
    public Optional<String> userPlace(long address) {
        Region region = world.kernel().userMemory().find(address, 1);
        if (region == null) {
            return Optional.empty();
        }
        long offset = address - region.base();
        String name = world.userMemory().entrySet().stream()
                .filter(entry -> entry.getValue() == region.base())
                .map(entry -> "$" + entry.getKey())
                .findFirst()
                .orElse(region.name());
        return Optional.of(name + "[" + offset + "]");
    }

    /** The expression for a pointer; empty for a number. */
    public Optional<String> pointer(long value, Frames frames) {
        if (value >= 0 && value <= MOST_DECIMAL) {
            return Optional.empty();
        }
        Region context = memory.context();
        if (context != null && value == context.base()) {
            return Optional.of("ctx");
        }
        if (!frames.isEmpty()) {
            for (Frame frame : frames.all()) {
                if (value == frame.pointer()) {
                    return Optional.of("stack");
                }
            }
        }
        Optional<String> map = maps.at(value).map(known -> "&" + known.name());
        if (map.isPresent()) {
            return map;
        }
        Optional<String> unset = world.kernel().objects().unset(value).map(pointer -> "unset: " + pointer);
        if (unset.isPresent()) {
            return unset;
        }
        boolean known = memory.find(value, 1) != null;
        Optional<String> inMap = known ? maps.place(value).map(place -> "&" + place) : Optional.empty();
        Optional<String> inKernel = known ? objects.pointer(value) : Optional.empty();
        return inMap.or(() -> inKernel)
                .or(() -> known ? place(value, frames).map(place -> "&" + place) : Optional.empty())
                .or(() -> userPlace(value).map(Places::userPointer));
    }

    private static String userPointer(String place) {
        return place.endsWith("[0]") ? place.substring(0, place.length() - 3) : "&" + place;
    }

    /** Where the context of the run lies. */
    public OptionalLong contextAddress() {
        Region context = memory.context();
        return context == null ? OptionalLong.empty() : OptionalLong.of(context.base());
    }

    /** What the context of a program is made of; empty for programs whose context is words, one for each argument. */
    public Optional<ContextType> contextType(ProgramCode code) {
        return ContextType.of(code, world.kernel().target().btf());
    }

    /** Where the values of an array or the variables of a section lie, as far as a program has named it. */
    public OptionalLong valuesAddress(LoadedMap map) {
        return maps.valuesAddress(map);
    }

    /** Where an element lies that does not move: those of arrays. */
    public OptionalLong elementAddress(LoadedMap map, byte[] key) {
        return maps.elementAddress(map, key);
    }

    /** Whether it is memory of an object that the scenario made; a bit-field, which has no address, may be. */
    public boolean isKernelObject(OptionalLong address) {
        return address.isEmpty()
                || world.kernel().objects().member(address.getAsLong()).isPresent();
    }

    /** A value as a person reads it: a pointer by where it leads, a small number as such, everything else in hex. */
    public String words(long value, Frames frames) {
        return pointer(value, frames).orElseGet(() -> number(value));
    }

    /** A number as a person reads it. */
    public static String number(long value) {
        return value >= LEAST_DECIMAL && value <= MOST_DECIMAL ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
