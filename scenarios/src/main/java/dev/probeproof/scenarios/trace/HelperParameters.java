// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.trace;

import dev.probeproof.emulator.helper.HelperPrototypes;
import dev.probeproof.loader.uapi.HelperId;
import java.util.ArrayList;
import java.util.List;

/** What the parameters of helpers are called, after bpf-helpers(7). */
final class HelperParameters {
    private HelperParameters() {}

    static List<String> of(HelperId helper) {
        String names = names(helper);
        int count = HelperPrototypes.find(helper).arguments().size();
        List<String> all = names.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(names.split(" ")));
        while (all.size() < count) {
            all.add("r" + (all.size() + 1));
        }
        return all;
    }

    private static String names(HelperId helper) {
        return switch (helper) {
            case MAP_LOOKUP_ELEM, MAP_DELETE_ELEM -> "map key";
            case MAP_UPDATE_ELEM -> "map key value flags";
            case MAP_LOOKUP_PERCPU_ELEM -> "map key cpu";
            case MAP_PUSH_ELEM -> "map value flags";
            case MAP_POP_ELEM, MAP_PEEK_ELEM -> "map value";
            case FOR_EACH_MAP_ELEM -> "map callback ctx flags";
            case LOOP -> "nr_loops callback ctx flags";
            case TAIL_CALL -> "ctx map index";
            case PROBE_READ,
                    PROBE_READ_STR,
                    PROBE_READ_KERNEL,
                    PROBE_READ_KERNEL_STR,
                    PROBE_READ_USER,
                    PROBE_READ_USER_STR -> "dst size src";
            case COPY_FROM_USER -> "dst size src";
            case PROBE_WRITE_USER -> "dst src len";
            case GET_CURRENT_COMM -> "buf size";
            case TRACE_PRINTK -> "fmt fmt_size arg1 arg2 arg3";
            case TRACE_VPRINTK -> "fmt fmt_size data data_len";
            case SNPRINTF -> "str str_size fmt data data_len";
            case PERF_EVENT_OUTPUT, SKB_OUTPUT, XDP_OUTPUT -> "ctx map flags data size";
            case RINGBUF_OUTPUT -> "ringbuf data size flags";
            case RINGBUF_RESERVE -> "ringbuf size flags";
            case RINGBUF_SUBMIT, RINGBUF_DISCARD -> "data flags";
            case RINGBUF_QUERY -> "ringbuf flags";
            case GET_STACKID -> "ctx map flags";
            case GET_STACK -> "ctx buf size flags";
            case GET_TASK_STACK -> "task buf size flags";
            case SPIN_LOCK, SPIN_UNLOCK -> "lock";
            case SEND_SIGNAL, SEND_SIGNAL_THREAD -> "sig";
            case STRTOL, STRTOUL -> "buf buf_len flags res";
            case STRNCMP -> "s1 s1_sz s2";
            case TASK_STORAGE_GET -> "map task value flags";
            case TASK_STORAGE_DELETE -> "map task";
            case SK_STORAGE_GET -> "map sk value flags";
            case GET_FUNC_ARG -> "ctx n value";
            case GET_FUNC_RET -> "ctx value";
            case GET_FUNC_ARG_CNT, GET_FUNC_IP, GET_ATTACH_COOKIE -> "ctx";
            case SKB_LOAD_BYTES -> "skb offset to len";
            case SKB_STORE_BYTES -> "skb offset from len flags";
            case XDP_ADJUST_HEAD, XDP_ADJUST_TAIL, XDP_ADJUST_META -> "xdp delta";
            case REDIRECT -> "ifindex flags";
            case REDIRECT_MAP -> "map key flags";
            case CURRENT_TASK_UNDER_CGROUP -> "map index";
            case KPTR_XCHG -> "map_value ptr";
            case TIMER_INIT -> "timer map flags";
            case TIMER_SET_CALLBACK -> "timer callback";
            case TIMER_START -> "timer nsecs flags";
            case TIMER_CANCEL -> "timer";
            case PER_CPU_PTR -> "percpu_ptr cpu";
            case THIS_CPU_PTR -> "percpu_ptr";
            case D_PATH -> "path buf sz";
            case CSUM_DIFF -> "from from_size to to_size seed";
            default -> "";
        };
    }
}
