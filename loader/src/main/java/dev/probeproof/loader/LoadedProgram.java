// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.instance.InstanceSlots;
import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program of a {@link LoadedObject}: its instances, and which probe point is served by which. */
public final class LoadedProgram {
    private final String name;
    private final List<ProbePoint> points;
    private final InstanceSlots slots;
    private final List<LoadedInstance> instances = new ArrayList<>();

    LoadedProgram(String name, List<ProbePoint> points, int count) {
        this.name = name;
        this.points = List.copyOf(points);
        this.slots = new InstanceSlots(name, count);
    }

    void add(ProgramInstance instance, ProgramHandle handle) {
        slots.set(instance.index(), handle);
        instances.add(new LoadedInstance(instance, handle));
    }

    public String name() {
        return name;
    }

    /** Where it is to be attached, in the order of the definitions; duplicates stay. */
    public List<ProbePoint> points() {
        return points;
    }

    /** The loaded instances by number; numbers that a preprocessor skipped are missing. */
    public List<LoadedInstance> instances() {
        return List.copyOf(instances);
    }

    /**
     * The instance of that number.
     *
     * @throws dev.probeproof.loader.instance.InstanceException with EINVAL if there is no such number, ENOENT if it was
     *     skipped
     */
    public LoadedInstance instance(int index) {
        ProgramHandle handle = slots.nth(index);
        return instances.stream()
                .filter(instance -> instance.handle() == handle)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The instance that fetches what a point asks for.
     *
     * @throws IllegalArgumentException if the program was not loaded for that point
     */
    public LoadedInstance instanceFor(ProbePoint point) {
        return findInstanceFor(point)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' has no instance for " + point.definition() + " at " + point.attachPoint()));
    }

    Optional<LoadedInstance> findInstanceFor(ProbePoint point) {
        return instances.stream()
                .filter(instance -> instance.instance().points().contains(point))
                .findFirst();
    }
}
