// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.ObjectStorageMap;
import dev.probeproof.loader.uapi.Errno;

/** What the helpers of local storage have in common: a value of a map for an object, known by its address. */
final class ObjectStorage {
    /** {@code BPF_LOCAL_STORAGE_GET_F_CREATE}. */
    private static final long CREATE = 1;

    private ObjectStorage() {}

    /** The address of the value, made if asked for; 0 if there is none. */
    static long get(HelperContext context, Helper helper, long map, long object, long initial, long flags) {
        if (object == 0 || (flags & ~CREATE) != 0) {
            return 0;
        }
        ObjectStorageMap storage = storage(context, helper, map);
        long value = storage.find(object);
        if (value != 0 || flags != CREATE) {
            return value;
        }
        int size = storage.spec().valueSize();
        return storage.add(object, initial == 0 ? new byte[size] : ProgramMemory.read(context, initial, size));
    }

    static long delete(HelperContext context, Helper helper, long map, long object) {
        if (object == 0) {
            return -Errno.EINVAL.number();
        }
        return storage(context, helper, map).remove(object) ? 0 : -Errno.ENOENT.number();
    }

    private static ObjectStorageMap storage(HelperContext context, Helper helper, long map) {
        return MapArgument.storage(context.map(map), helper);
    }
}
