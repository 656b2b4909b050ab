// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.object;

import dev.probeproof.loader.event.Task;

/**
 * A task with the structs around its {@code struct task_struct}: credentials, process id, namespaces (those of the first process,
 * by their numbers), open files. What is not named here holds poison, as in every {@link KernelObject}; members that a
 * release does not have are left out. A new task is its own parent and the leader of its group, as the first process is.
 */
public final class KernelTask {
    /** Numbers of the first namespaces ({@code include/linux/proc_ns.h}, a part of what {@code /proc/PID/ns} shows). */
    private static final long FIRST_UTS = 0xefff_fffeL;

    private static final long FIRST_PID = 0xefff_fffcL;
    private static final long FIRST_IPC = 0xefff_ffffL;

    /** The first ones that are numbered as they come: mount and network namespaces, control groups. */
    private static final long FIRST_MOUNT = 0xf000_0000L;

    private static final long FIRST_NETWORK = 0xf000_0001L;
    private static final long FIRST_CGROUP = 0xefff_fffbL;

    /** Descriptors that a process has room for before its table grows. */
    private static final int DESCRIPTORS = 64;

    /** Priority of a task of nice 0. */
    private static final int PRIORITY = 120;

    private final Task task;
    private final KernelObject object;
    private final KernelObject descriptors;

    KernelTask(KernelObjects objects, Task task) {
        this.task = task;
        this.object = objects.object("struct task_struct");
        this.descriptors = objects.array("void *", DESCRIPTORS);
        number("pid", task.pid());
        number("tgid", task.tgid());
        object.set("comm", task.comm());
        running();
        parent(this);
        object.set("group_leader", object);
        credentials(objects);
        processId(objects);
        namespaces(objects);
        files(objects);
    }

    /** What events say of it. */
    public Task task() {
        return task;
    }

    /** Its {@code struct task_struct}, to be filled in further. */
    public KernelObject object() {
        return object;
    }

    public KernelTask parent(KernelTask parent) {
        object.set("real_parent", parent.object);
        object.set("parent", parent.object);
        return this;
    }

    /** The first thread of its process. */
    public KernelTask leader(KernelTask leader) {
        object.set("group_leader", leader.object);
        return this;
    }

    /** When it began, in nanoseconds: of time without and with what the machine slept. */
    public KernelTask startedAt(long nanoseconds, long sinceBoot) {
        number("start_time", nanoseconds);
        number("start_boottime", sinceBoot);
        return this;
    }

    /** Opens a file under a descriptor. */
    public KernelTask open(int descriptor, KernelObject file) {
        if (descriptor < 0 || descriptor >= DESCRIPTORS) {
            throw new KernelObjectException(
                    "descriptor " + descriptor + " of " + object + ": there is room for 0 to " + (DESCRIPTORS - 1));
        }
        object.member("files->fdt->fd").element(descriptor).set("", file.address());
        return this;
    }

    private void running() {
        number("state", 0);
        number("__state", 0);
        number("flags", 0);
        number("exit_code", 0);
        number("exit_state", 0);
        number("on_cpu", 1);
        number("prio", PRIORITY);
        number("static_prio", PRIORITY);
        number("normal_prio", PRIORITY);
        number("policy", 0);
        number("loginuid.val", task.uid());
        startedAt(0, 0);
    }

    private void credentials(KernelObjects objects) {
        KernelObject credentials = objects.object("struct cred");
        for (String user : new String[] {"uid", "euid", "suid", "fsuid"}) {
            credentials.set(user + ".val", Integer.toUnsignedLong(task.uid()));
        }
        for (String group : new String[] {"gid", "egid", "sgid", "fsgid"}) {
            credentials.set(group + ".val", Integer.toUnsignedLong(task.gid()));
        }
        object.set("real_cred", credentials);
        object.set("cred", credentials);
    }

    private void processId(KernelObjects objects) {
        KernelObject id = objects.object("struct pid", 1).set("level", 0).set("numbers[0].nr", task.pid());
        object.set("thread_pid", id);
    }

    private void namespaces(KernelObjects objects) {
        KernelObject all = objects.object("struct nsproxy");
        KernelObject processes =
                namespace(objects, "struct pid_namespace", FIRST_PID).set("level", 0);
        all.set("pid_ns_for_children", processes);
        object.set("thread_pid->numbers[0].ns", processes);
        all.set("uts_ns", namespace(objects, "struct uts_namespace", FIRST_UTS));
        all.set("ipc_ns", namespace(objects, "struct ipc_namespace", FIRST_IPC));
        all.set("mnt_ns", namespace(objects, "struct mnt_namespace", FIRST_MOUNT));
        all.set("net_ns", namespace(objects, "struct net", FIRST_NETWORK));
        all.set("cgroup_ns", namespace(objects, "struct cgroup_namespace", FIRST_CGROUP));
        object.set("nsproxy", all);
    }

    private static KernelObject namespace(KernelObjects objects, String type, long number) {
        return objects.object(type).set("ns.inum", number);
    }

    private void files(KernelObjects objects) {
        for (int descriptor = 0; descriptor < DESCRIPTORS; descriptor++) {
            descriptors.element(descriptor).set("", 0);
        }
        KernelObject table = objects.object("struct fdtable").set("max_fds", DESCRIPTORS);
        table.set("fd", descriptors.address());
        object.set("files", objects.object("struct files_struct").set("fdt", table));
    }

    private void number(String member, long value) {
        if (object.has(member)) {
            object.set(member, value);
        }
    }
}
