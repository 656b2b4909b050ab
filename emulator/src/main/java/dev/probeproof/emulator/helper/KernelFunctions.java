// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of the kernel (kfuncs) that are emulated: what protects programs from what does not happen here, casts, and
 * the loop over numbers. All others are there only where a test mocks them.
 */
final class KernelFunctions {
    private static final HelperMock NOTHING = call -> 0;
    private static final HelperMock SAME = call -> call.argument(1);

    private static final Map<String, HelperMock> ALL = Map.ofEntries(
            Map.entry("bpf_rcu_read_lock", NOTHING),
            Map.entry("bpf_rcu_read_unlock", NOTHING),
            Map.entry("bpf_preempt_disable", NOTHING),
            Map.entry("bpf_preempt_enable", NOTHING),
            // Types are the verifier's: the pointer stays what it is.
            Map.entry("bpf_rdonly_cast", SAME),
            // Objects live as long as the kernel: there is nothing to count.
            Map.entry("bpf_task_acquire", SAME),
            Map.entry("bpf_task_release", NOTHING),
            Map.entry("bpf_cgroup_acquire", SAME),
            Map.entry("bpf_cgroup_release", NOTHING));

    private static final int MOST_LOOPS = 8 << 20;
    private static final int NEXT_END_BYTES = 2 * Integer.BYTES;

    private KernelFunctions() {}

    static Optional<HelperMock> find(String name, ByteOrder order) {
        return switch (name) {
            case "bpf_iter_num_new" -> Optional.of(call -> begin(call, order));
            case "bpf_iter_num_next" -> Optional.of(call -> next(call, order));
            case "bpf_iter_num_destroy" ->
                Optional.of(call -> {
                    call.write(1, new byte[NEXT_END_BYTES]);
                    return 0;
                });
            default -> Optional.ofNullable(ALL.get(name));
        };
    }

    /** {@code struct bpf_iter_num}: the number before the next one, and the end. */
    private static long begin(MockedCall call, ByteOrder order) {
        int start = (int) call.argument(2);
        int end = (int) call.argument(3);
        boolean tooMany = (long) end - start > MOST_LOOPS;
        if (start > end || tooMany) {
            call.write(1, new byte[NEXT_END_BYTES]);
            return tooMany ? -Errno.E2BIG.number() : -Errno.EINVAL.number();
        }
        store(call, order, start - 1, end);
        return 0;
    }

    private static long next(MockedCall call, ByteOrder order) {
        ByteBuffer state = ByteBuffer.wrap(call.read(1, NEXT_END_BYTES)).order(order);
        int before = state.getInt(0);
        int end = state.getInt(Integer.BYTES);
        if (before + 1 >= end) {
            call.write(1, new byte[NEXT_END_BYTES]);
            return 0;
        }
        store(call, order, before + 1, end);
        return call.argument(1);
    }

    private static void store(MockedCall call, ByteOrder order, int current, int end) {
        call.write(
                1,
                ByteBuffer.allocate(NEXT_END_BYTES)
                        .order(order)
                        .putInt(current)
                        .putInt(end)
                        .array());
    }
}
