// SPDX-License-Identifier: MIT
package dev.probeproof.loader.event;

/**
 * The task an event happens in.
 *
 * @param pid what user space calls a thread id
 * @param tgid what user space calls a process id
 * @param comm at most 15 bytes of UTF-8
 */
public record Task(int pid, int tgid, int uid, int gid, String comm) {
    public static final Task DEFAULT = new Task(4711, 4711, 1000, 1000, "probeproof");
}
