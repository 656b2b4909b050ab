// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.VariablePlace;
import dev.probeproof.loader.probe.ProbePoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object in a kernel: its maps, its programs with their instances, and what of them is attached. Owns all of these;
 * {@link #close} detaches and unloads, and every handle taken from here is closed then.
 */
public final class LoadedObject implements AutoCloseable {
    private final KernelBackend kernel;
    private final BpfObject object;
    private final Map<String, LoadedMap> maps = new LinkedHashMap<>();
    private final List<LoadedProgram> programs;
    private final Loading owned;
    private final List<LinkHandle> links = new ArrayList<>();

    LoadedObject(
            KernelBackend kernel,
            BpfObject object,
            Map<String, LoadedMap> maps,
            List<LoadedProgram> programs,
            Loading owned) {
        this.kernel = kernel;
        this.object = object;
        this.programs = List.copyOf(programs);
        this.owned = owned;
        this.maps.putAll(maps);
    }

    /** What was loaded, as the options wanted it. */
    public BpfObject object() {
        return object;
    }

    /** Maps by the names that the source gives them, in the object's order. */
    public List<LoadedMap> maps() {
        return List.copyOf(maps.values());
    }

    /**
     * The map of that name; data sections are also found by section name, such as {@code .rodata}. Throws {@link
     * IllegalArgumentException} if there is none.
     */
    public LoadedMap map(String name) {
        return object.map(name)
                .map(spec -> maps.get(spec.name()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no map '" + name + "' in " + object.fileName() + ", only " + maps.keySet()));
    }

    /**
     * A global variable, or a part of one.
     *
     * @param path such as {@code debug}, {@code config.limits[2]} or {@code .bss:count}; see {@link VariablePlace#find}
     * @throws dev.probeproof.loader.object.VariableException if there is none
     */
    public LoadedVariable variable(String path) {
        VariablePlace place = VariablePlace.find(object, path);
        return new LoadedVariable(place, map(place.variable().map()));
    }

    /** Loaded programs, in the object's order. */
    public List<LoadedProgram> programs() {
        return programs;
    }

    /** The loaded program of that name. Throws {@link IllegalArgumentException} if there is none. */
    public LoadedProgram program(String name) {
        return programs.stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no program '" + name + "' is loaded from "
                        + object.fileName() + ", only "
                        + programs.stream().map(LoadedProgram::name).toList()));
    }

    /** What is attached now, in the order of attaching. */
    public List<LinkHandle> links() {
        return links.stream().filter(link -> !link.isClosed()).toList();
    }

    /**
     * Attaches every program at each of its points, each point to the instance that fetches for it. Programs without a
     * point are left alone, and so are instances by number, whose maker alone knows where they belong. If one cannot be attached, those that this call has attached are detached again.
     *
     * @return the new links, in order; they belong to this object
     */
    public List<LinkHandle> attachAll() {
        List<LinkHandle> attached = new ArrayList<>();
        try (Loading attaching = new Loading()) {
            for (LoadedProgram program : programs) {
                for (ProbePoint point : program.points()) {
                    program.findInstanceFor(point)
                            .map(instance -> kernel.attach(instance.handle(), point.attachPoint()))
                            .ifPresent(link -> attached.add(attaching.add(link)));
                }
            }
            attached.forEach(owned::add);
            attaching.finish();
        }
        links.addAll(attached);
        return List.copyOf(attached);
    }

    /** Attaches one program at one of its points. */
    public LinkHandle attach(LoadedProgram program, ProbePoint point) {
        return attach(program.instanceFor(point), point.attachPoint());
    }

    /** Attaches an instance anywhere; what its prologue fetches there is up to the caller. */
    public LinkHandle attach(LoadedInstance instance, AttachPoint point) {
        LinkHandle link = owned.add(kernel.attach(instance.handle(), point));
        links.add(link);
        return link;
    }

    /** Detaches and unloads everything, the last first. Does nothing the second time. */
    @Override
    public void close() {
        owned.close();
    }
}
