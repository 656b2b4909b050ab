// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.KernelEvent;
import java.util.List;

/**
 * Where an event comes from; its task and CPU are the world's.
 *
 * @param task the scenario's name of the task
 * @param kernelStack return addresses, innermost first
 * @param userStack the same in user space
 * @param watching who looks on
 */
record Origin(String task, List<Long> kernelStack, List<Long> userStack, Watching watching) {
    Origin {
        kernelStack = List.copyOf(kernelStack);
        userStack = List.copyOf(userStack);
    }

    <E extends KernelEvent<E>> E of(E event) {
        return watching.watch(event.callers(kernelStack, userStack));
    }
}
