// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.LoadedObject;
import java.util.List;
import java.util.Map;

/**
 * What a scenario runs in, for those who look on. All of it is the scenario's: it may be read in the thread that carries the scenario
 * out, until that has ended.
 *
 * @param objects loaded and attached, in the scenario's order
 * @param named the scenario's objects and tasks by name, without {@code $}
 * @param userMemory addresses of its memory of user space by name, without {@code $}
 */
public record ScenarioWorld(
        EmulatedKernel kernel,
        List<LoadedObject> objects,
        Map<String, KernelObject> named,
        Map<String, Long> userMemory) {
    public ScenarioWorld {
        objects = List.copyOf(objects);
        named = Map.copyOf(named);
        userMemory = Map.copyOf(userMemory);
    }
}
