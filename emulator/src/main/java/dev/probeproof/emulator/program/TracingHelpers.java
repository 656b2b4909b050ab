// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.loader.uapi.HelperId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The helpers that programs of every tracing type may call, whether they are emulated or not. Measured on Linux 6.18 by
 * loading a call of each, less what its configuration lacks; earlier kernels allow a subset of these, mostly because a
 * helper is younger ({@link HelperId#since}).
 */
final class TracingHelpers {
    private static final Set<HelperId> ALL = Collections.unmodifiableSet(EnumSet.of(
            HelperId.MAP_LOOKUP_ELEM,
            HelperId.MAP_UPDATE_ELEM,
            HelperId.MAP_DELETE_ELEM,
            HelperId.PROBE_READ,
            HelperId.KTIME_GET_NS,
            HelperId.TRACE_PRINTK,
            HelperId.GET_PRANDOM_U32,
            HelperId.GET_SMP_PROCESSOR_ID,
            HelperId.TAIL_CALL,
            HelperId.GET_CURRENT_PID_TGID,
            HelperId.GET_CURRENT_UID_GID,
            HelperId.GET_CURRENT_COMM,
            HelperId.GET_CGROUP_CLASSID,
            HelperId.PERF_EVENT_READ,
            HelperId.PERF_EVENT_OUTPUT,
            HelperId.GET_STACKID,
            HelperId.GET_CURRENT_TASK,
            HelperId.PROBE_WRITE_USER,
            HelperId.CURRENT_TASK_UNDER_CGROUP,
            HelperId.GET_NUMA_NODE_ID,
            HelperId.PROBE_READ_STR,
            HelperId.PERF_EVENT_READ_VALUE,
            HelperId.GET_STACK,
            HelperId.GET_CURRENT_CGROUP_ID,
            HelperId.MAP_PUSH_ELEM,
            HelperId.MAP_POP_ELEM,
            HelperId.MAP_PEEK_ELEM,
            HelperId.SPIN_LOCK,
            HelperId.SPIN_UNLOCK,
            HelperId.STRTOL,
            HelperId.STRTOUL,
            HelperId.SEND_SIGNAL,
            HelperId.PROBE_READ_USER,
            HelperId.PROBE_READ_KERNEL,
            HelperId.PROBE_READ_USER_STR,
            HelperId.PROBE_READ_KERNEL_STR,
            HelperId.SEND_SIGNAL_THREAD,
            HelperId.JIFFIES64,
            HelperId.GET_NS_CURRENT_PID_TGID,
            HelperId.GET_CURRENT_ANCESTOR_CGROUP_ID,
            HelperId.KTIME_GET_BOOT_NS,
            HelperId.RINGBUF_OUTPUT,
            HelperId.RINGBUF_RESERVE,
            HelperId.RINGBUF_SUBMIT,
            HelperId.RINGBUF_DISCARD,
            HelperId.RINGBUF_QUERY,
            HelperId.GET_TASK_STACK,
            HelperId.COPY_FROM_USER,
            HelperId.SNPRINTF_BTF,
            HelperId.PER_CPU_PTR,
            HelperId.THIS_CPU_PTR,
            HelperId.TASK_STORAGE_GET,
            HelperId.TASK_STORAGE_DELETE,
            HelperId.GET_CURRENT_TASK_BTF,
            HelperId.FOR_EACH_MAP_ELEM,
            HelperId.SNPRINTF,
            HelperId.TIMER_INIT,
            HelperId.TIMER_SET_CALLBACK,
            HelperId.TIMER_START,
            HelperId.TIMER_CANCEL,
            HelperId.GET_ATTACH_COOKIE,
            HelperId.TASK_PT_REGS,
            HelperId.GET_BRANCH_SNAPSHOT,
            HelperId.TRACE_VPRINTK,
            HelperId.FIND_VMA,
            HelperId.LOOP,
            HelperId.STRNCMP,
            HelperId.COPY_FROM_USER_TASK,
            HelperId.KPTR_XCHG,
            HelperId.MAP_LOOKUP_PERCPU_ELEM,
            HelperId.DYNPTR_FROM_MEM,
            HelperId.RINGBUF_RESERVE_DYNPTR,
            HelperId.RINGBUF_SUBMIT_DYNPTR,
            HelperId.RINGBUF_DISCARD_DYNPTR,
            HelperId.DYNPTR_READ,
            HelperId.DYNPTR_WRITE,
            HelperId.DYNPTR_DATA,
            HelperId.KTIME_GET_TAI_NS,
            HelperId.USER_RINGBUF_DRAIN,
            HelperId.CGRP_STORAGE_GET,
            HelperId.CGRP_STORAGE_DELETE));

    private TracingHelpers() {}

    static Set<HelperId> all() {
        return ALL;
    }

    /** Those and some more. */
    static Set<HelperId> and(HelperId... more) {
        EnumSet<HelperId> set = EnumSet.copyOf(ALL);
        Collections.addAll(set, more);
        return Collections.unmodifiableSet(set);
    }
}
