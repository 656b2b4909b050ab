// SPDX-License-Identifier: MIT
package dev.probeproof.loader.event;

/**
 * A kprobe, kretprobe, uprobe or uretprobe fires: registers, memory and task at that moment.
 *
 * @param function the probed function, as the attach point names it
 * @param cpu number of the CPU it happens on
 */
public record KprobeEvent(String function, boolean onReturn, PtRegs registers, MemoryImage memory, Task task, int cpu) {
    /** At the entry of a function, on CPU 0, in the default task. */
    public static KprobeEvent at(String function, PtRegs registers, MemoryImage memory) {
        return new KprobeEvent(function, false, registers, memory, Task.DEFAULT, 0);
    }
}
