// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.emulator.memory.Region;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What C would call a place in an object of the kernel: {@code $file->f_path.dentry->d_name.name}. The way to it begins at an
 * object that has a name and follows the pointers that stand in memory at that moment, the shortest way first.
 */
public final class ObjectNames {
    /** Objects that ways are looked for to; a scenario has some hundred. */
    private static final int MOST_OBJECTS = 20_000;

    private final ObjectMemory memory;
    private final Map<String, KernelObject> roots;
    private Map<Long, String> known = Map.of();
    private int knownObjects = -1;

    ObjectNames(ObjectMemory memory, Map<String, KernelObject> roots) {
        this.memory = memory;
        this.roots = Map.copyOf(roots);
    }

    /** The expression for the value that lies at an address; empty if no object made here lies there. */
    public Optional<String> place(long address) {
        Optional<KernelObject> made = memory.objectAt(address);
        if (made.isPresent()) {
            long offset = address - made.get().address();
            String path = memory.types().path(made.get().typeId(), offset);
            String object =
                    name(made.get().address()).orElseGet(() -> made.get().toString());
            if (path.isEmpty()) {
                return Optional.of(offset == 0 ? "*" + object : "*(" + object + " + " + offset + " bytes)");
            }
            return Optional.of(object + (path.startsWith("[") ? path : "->" + path));
        }
        return bytes(address).map(start -> start + "[" + offset(address) + "]");
    }

    /** The expression for a pointer to an address: the object's name, or the address of a member. */
    public Optional<String> pointer(long address) {
        Optional<String> exact = name(address);
        if (exact.isPresent()) {
            return exact;
        }
        Optional<KernelObject> made = memory.objectAt(address);
        if (made.isPresent() && made.get().address() == address) {
            return Optional.of(made.get().toString());
        }
        return place(address)
                .map(place -> place.startsWith("*(") ? place.substring(2, place.length() - 1) : "&" + place);
    }

    private Optional<String> bytes(long address) {
        Region region = memory.memory().find(address, 1);
        return region == null ? Optional.empty() : name(region.base());
    }

    private long offset(long address) {
        Region region = memory.memory().find(address, 1);
        return region == null ? 0 : address - region.base();
    }

    private Optional<String> name(long address) {
        String found = known.get(address);
        if (found == null && knownObjects != memory.count()) {
            known = ways();
            knownObjects = memory.count();
            found = known.get(address);
        }
        return Optional.ofNullable(found);
    }

    /** Names are as of now: a pointer that is set later leads nowhere yet. */
    private Map<Long, String> ways() {
        Map<Long, String> ways = new HashMap<>();
        Deque<KernelObject> next = new ArrayDeque<>();
        new java.util.TreeMap<>(roots).forEach((name, object) -> {
            if (ways.putIfAbsent(object.address(), name) == null) {
                next.add(object);
            }
        });
        while (!next.isEmpty() && ways.size() < MOST_OBJECTS) {
            KernelObject object = next.remove();
            String name = ways.get(object.address());
            for (int offset : memory.types().pointers(object.typeId())) {
                memory.pointerAt(object.address() + offset).ifPresent(target -> {
                    String way = name + "->" + memory.types().path(object.typeId(), offset);
                    if (ways.putIfAbsent(target, way) == null) {
                        memory.objectAt(target)
                                .filter(found -> found.address() == target)
                                .ifPresent(next::add);
                    }
                });
            }
        }
        return ways;
    }
}
