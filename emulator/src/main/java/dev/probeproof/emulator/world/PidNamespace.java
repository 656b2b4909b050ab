// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import dev.probeproof.loader.event.Task;

/**
 * The pid namespace that the current task is active in, and what the task is called there. Device and inode are those of
 * {@code /proc/self/ns/pid}.
 *
 * @param device of the file system of namespaces, as the kernel has it: 20 bits of minor number below the major
 * @param inode the namespace's number
 * @param pid of the thread, in the namespace
 * @param tgid of the process, in the namespace
 */
public record PidNamespace(int device, long inode, int pid, int tgid) {
    /** {@code PROC_PID_INIT_INO}. */
    public static final long INITIAL_INODE = 0xeffffffcL;

    /** What file systems of namespaces usually are, since they are among the first that a kernel mounts. */
    public static final int USUAL_DEVICE = 4;

    /** The namespace of a machine outside of containers, in which a task is called what it is called everywhere. */
    public static PidNamespace initial(Task task) {
        return new PidNamespace(USUAL_DEVICE, INITIAL_INODE, task.pid(), task.tgid());
    }
}
