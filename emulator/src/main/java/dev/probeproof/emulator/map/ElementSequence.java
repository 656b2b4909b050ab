// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The elements of a queue or stack, oldest first. */
final class ElementSequence {
    private final Deque<byte[]> elements = new ArrayDeque<>();
    private final int capacity;

    ElementSequence(int capacity) {
        this.capacity = capacity;
    }

    static void check(MapIdentity map) {
        MapSpec spec = map.spec();
        CreationChecks.of(spec)
                .noExtra()
                .someEntries()
                .keySize(0)
                .flags(MapFlags.NUMA_NODE)
                .someValues()
                .valueAtMost(4L << 20)
                .fits(spec.valueSize(), 1);
    }

    Deque<byte[]> elements() {
        return elements;
    }

    /** A full sequence loses its oldest element with {@code BPF_EXIST}, and refuses without. */
    long push(byte[] value, long flags) {
        if (flags != MapHandle.ANY && flags != MapHandle.EXIST) {
            return -Errno.EINVAL.number();
        }
        if (elements.size() == capacity) {
            if (flags != MapHandle.EXIST) {
                return -Errno.E2BIG.number();
            }
            elements.removeFirst();
        }
        elements.addLast(value.clone());
        return 0;
    }

    /** Copies an element out; zeros and ENOENT if there is none. */
    static long give(byte @Nullable [] element, byte[] target) {
        if (element == null) {
            Arrays.fill(target, (byte) 0);
            return -Errno.ENOENT.number();
        }
        System.arraycopy(element, 0, target, 0, target.length);
        return 0;
    }

    static Optional<byte[]> copy(byte @Nullable [] element) {
        return Optional.ofNullable(element).map(byte[]::clone);
    }
}
