// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.world;

import java.util.List;

/**
 * A cgroup of the unified hierarchy and those it lies in.
 *
 * @param ids from the root, which is at level 0, down to the cgroup itself
 */
public record CgroupPath(List<Long> ids) {
    /** The id of the root of the hierarchy on every kernel, where tasks are that nobody moved. */
    public static final long ROOT_ID = 1;

    public static final CgroupPath ROOT = new CgroupPath(List.of(ROOT_ID));

    public CgroupPath {
        ids = List.copyOf(ids);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("a path of cgroups has at least its root");
        }
    }

    /** A cgroup right below the root, or the root. */
    public static CgroupPath of(long id) {
        return id == ROOT_ID ? ROOT : new CgroupPath(List.of(ROOT_ID, id));
    }

    /** The cgroup itself. */
    public long id() {
        return ids.get(ids.size() - 1);
    }

    /** The id of the ancestor at a level, which is the cgroup itself at its own; 0 where there is none. */
    public long ancestor(int level) {
        return level < 0 || level >= ids.size() ? 0 : ids.get(level);
    }

    /** Whether it is that cgroup or lies below it. */
    public boolean isUnder(long ancestor) {
        return ids.contains(ancestor);
    }
}
