// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import dev.probeproof.loader.event.Task;

/**
 * A signal that a program sent; nobody receives it here.
 *
 * @param task the current task at that moment
 * @param toThread true for {@code bpf_send_signal_thread}, false for the whole process
 */
public record SentSignal(Task task, int number, boolean toThread) {}
