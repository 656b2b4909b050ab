// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which map types may have which special fields in their values. Measured on Linux 5.10, 6.1, 6.12, 6.18 and 7.2. */
public final class FieldRules {
    private static final Set<MapType> OBJECT_STORAGE =
            EnumSet.of(MapType.SK_STORAGE, MapType.INODE_STORAGE, MapType.TASK_STORAGE, MapType.CGRP_STORAGE);

    private FieldRules() {}

    /** Whether no kernel makes such a map without types. */
    public static boolean needsTypes(MapSpec map) {
        return MapType.of(map.type()).filter(OBJECT_STORAGE::contains).isPresent();
    }

    /** The errno with which a kernel refuses to make a map with these types; empty if it does not. */
    public static Optional<Errno> refusal(MapSpec map, MapFields fields, KernelRelease release) {
        if (fields.all().isEmpty()) {
            return Optional.empty();
        }
        Optional<MapType> type = MapType.of(map.type());
        for (MapFields.Field field : fields.all()) {
            if ((map.flags() & withheldFlags(field.kind(), release)) != 0) {
                return Optional.of(Errno.EACCES);
            }
            if (type.isEmpty() || !hosts(field.kind(), type.get(), release)) {
                boolean lock = field.kind() == MapFields.Kind.SPIN_LOCK;
                return Optional.of(lock && !release.isAtLeast(6, 2) ? Errno.ENOTSUPP : Errno.EOPNOTSUPP);
            }
        }
        return Optional.empty();
    }

    /** Before Linux 6.2 programs that could not read a map could still lock in it. */
    private static int withheldFlags(MapFields.Kind kind, KernelRelease release) {
        boolean opaque = kind == MapFields.Kind.SPIN_LOCK || kind == MapFields.Kind.TIMER;
        return opaque && !release.isAtLeast(6, 2) ? MapFlags.RDONLY_PROG : MapFlags.RDONLY_PROG | MapFlags.WRONLY_PROG;
    }

    private static boolean hosts(MapFields.Kind kind, MapType type, KernelRelease release) {
        boolean plain = type == MapType.HASH || type == MapType.ARRAY;
        boolean perCpu = type == MapType.PERCPU_HASH || type == MapType.PERCPU_ARRAY || type == MapType.LRU_PERCPU_HASH;
        return switch (kind) {
            case SPIN_LOCK, RES_SPIN_LOCK -> plain || type == MapType.CGROUP_STORAGE || OBJECT_STORAGE.contains(type);
            case TIMER, WORKQUEUE, TASK_WORK, LIST_HEAD, RB_ROOT -> plain || type == MapType.LRU_HASH;
            case KPTR_UNREF, KPTR_REF, KPTR_PERCPU, REFCOUNT ->
                plain
                        || type == MapType.LRU_HASH
                        || type == MapType.PERCPU_ARRAY
                        || release.isAtLeast(6, 3) && perCpu
                        || release.isAtLeast(6, 4) && OBJECT_STORAGE.contains(type);
            case UPTR -> type == MapType.TASK_STORAGE;
            case LIST_NODE, RB_NODE -> false;
        };
    }
}
