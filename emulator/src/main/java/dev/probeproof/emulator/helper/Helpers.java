// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.loader.uapi.HelperId;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The helpers that are emulated: one line each, by the kernel's number. One object for each kernel. */
public final class Helpers {
    private final FaultTolerantRead reader;
    private final RingReservations reservations;
    /** Made when first asked for: of the hundred a program calls three. */
    private final Map<HelperId, Helper> made = new EnumMap<>(HelperId.class);

    private final Map<String, MockedFunction> functions = new HashMap<>();

    /**
     * @param rules what the probe-read helpers take for a kernel or user address
     * @param reservations which ring buffer a record is given back to
     */
    public Helpers(AddressRules rules, RingReservations reservations) {
        this(rules, reservations, Mocks.NONE);
    }

    /**
     * @param mocks what does something else than usual
     */
    public Helpers(AddressRules rules, RingReservations reservations, Mocks mocks) {
        this.reader = new FaultTolerantRead(rules);
        this.reservations = reservations;
        mocks.helpers().forEach((id, mock) -> made.put(id, new MockedHelper(HelperPrototypes.find(id), mock)));
        mocks.functions().forEach((name, mock) -> functions.put(name, new MockedFunction(name, mock)));
    }

    private @Nullable Helper make(HelperId id) {
        return switch (id) {
            case MAP_LOOKUP_ELEM -> new MapLookupElem();
            case MAP_UPDATE_ELEM -> new MapUpdateElem();
            case MAP_DELETE_ELEM -> new MapDeleteElem();
            case PROBE_READ -> new ProbeRead(reader);
            case KTIME_GET_NS -> new KtimeGetNs();
            case TRACE_PRINTK -> new TracePrintk(reader);
            case GET_PRANDOM_U32 -> new GetPrandomU32();
            case GET_SMP_PROCESSOR_ID -> new GetSmpProcessorId();
            case SKB_STORE_BYTES -> new SkbStoreBytes();
            case TAIL_CALL -> new TailCall();
            case GET_CURRENT_PID_TGID -> new GetCurrentPidTgid();
            case GET_CURRENT_UID_GID -> new GetCurrentUidGid();
            case GET_CURRENT_COMM -> new GetCurrentComm();
            case GET_CGROUP_CLASSID -> new GetCgroupClassid();
            case SKB_VLAN_PUSH -> new SkbVlanPush();
            case SKB_VLAN_POP -> new SkbVlanPop();
            case GET_ROUTE_REALM -> new GetRouteRealm();
            case PERF_EVENT_OUTPUT -> new PerfEventOutput();
            case SKB_LOAD_BYTES -> new SkbLoadBytes();
            case GET_STACKID -> new GetStackid();
            case CSUM_DIFF -> new CsumDiff();
            case SKB_CHANGE_TYPE -> new SkbChangeType();
            case GET_HASH_RECALC -> new GetHashRecalc();
            case GET_CURRENT_TASK -> new GetCurrentTask();
            case PROBE_WRITE_USER -> new ProbeWriteUser();
            case CURRENT_TASK_UNDER_CGROUP -> new CurrentTaskUnderCgroup();
            case SKB_CHANGE_TAIL -> new SkbChangeTail();
            case SKB_PULL_DATA -> new SkbPullData();
            case CSUM_UPDATE -> new CsumUpdate();
            case SET_HASH_INVALID -> new SetHashInvalid();
            case GET_NUMA_NODE_ID -> new GetNumaNodeId();
            case SKB_CHANGE_HEAD -> new SkbChangeHead();
            case XDP_ADJUST_HEAD -> new XdpAdjustHead();
            case PROBE_READ_STR -> new ProbeReadStr(reader);
            case GET_SOCKET_COOKIE -> new GetSocketCookie();
            case GET_SOCKET_UID -> new GetSocketUid();
            case SET_HASH -> new SetHash();
            case XDP_ADJUST_META -> new XdpAdjustMeta();
            case XDP_ADJUST_TAIL -> new XdpAdjustTail();
            case GET_STACK -> new GetStack();
            case SKB_LOAD_BYTES_RELATIVE -> new SkbLoadBytesRelative();
            case GET_CURRENT_CGROUP_ID -> new GetCurrentCgroupId();
            case GET_LOCAL_STORAGE -> new GetLocalStorage();
            case SK_LOOKUP_TCP -> new SkLookupTcp();
            case SK_LOOKUP_UDP -> new SkLookupUdp();
            case SK_RELEASE -> new SkRelease();
            case MAP_PUSH_ELEM -> new MapPushElem();
            case MAP_POP_ELEM -> new MapPopElem();
            case MAP_PEEK_ELEM -> new MapPeekElem();
            case SPIN_LOCK -> new SpinLock();
            case SPIN_UNLOCK -> new SpinUnlock();
            case SK_FULLSOCK -> new SkFullsock();
            case TCP_SOCK -> new TcpSock();
            case GET_LISTENER_SOCK -> new GetListenerSock();
            case SKC_LOOKUP_TCP -> new SkcLookupTcp();
            case STRTOL -> new Strtol();
            case STRTOUL -> new Strtoul();
            case SK_STORAGE_GET -> new SkStorageGet();
            case SEND_SIGNAL -> new SendSignal();
            case PROBE_READ_USER -> new ProbeReadUser(reader);
            case PROBE_READ_KERNEL -> new ProbeReadKernel(reader);
            case PROBE_READ_USER_STR -> new ProbeReadUserStr(reader);
            case PROBE_READ_KERNEL_STR -> new ProbeReadKernelStr(reader);
            case SEND_SIGNAL_THREAD -> new SendSignalThread();
            case JIFFIES64 -> new Jiffies64();
            case GET_NS_CURRENT_PID_TGID -> new GetNsCurrentPidTgid();
            case GET_CURRENT_ANCESTOR_CGROUP_ID -> new GetCurrentAncestorCgroupId();
            case KTIME_GET_BOOT_NS -> new KtimeGetBootNs();
            case SEQ_PRINTF -> new SeqPrintf(reader);
            case SEQ_WRITE -> new SeqWrite();
            case RINGBUF_OUTPUT -> new RingbufOutput();
            case RINGBUF_RESERVE -> new RingbufReserve();
            case RINGBUF_SUBMIT -> new RingbufSubmit(reservations);
            case RINGBUF_DISCARD -> new RingbufDiscard(reservations);
            case RINGBUF_QUERY -> new RingbufQuery();
            case SKC_TO_TCP_SOCK -> new SkcToTcpSock();
            case COPY_FROM_USER -> new CopyFromUser(reader);
            case TASK_STORAGE_GET -> new TaskStorageGet();
            case TASK_STORAGE_DELETE -> new TaskStorageDelete();
            case GET_CURRENT_TASK_BTF -> new GetCurrentTaskBtf();
            case KTIME_GET_COARSE_NS -> new KtimeGetCoarseNs();
            case FOR_EACH_MAP_ELEM -> new ForEachMapElem();
            case SNPRINTF -> new Snprintf(reader);
            case GET_FUNC_IP -> new GetFuncIp();
            case GET_ATTACH_COOKIE -> new GetAttachCookie();
            case TRACE_VPRINTK -> new TraceVprintk(reader);
            case LOOP -> new Loop();
            case STRNCMP -> new Strncmp();
            case MAP_LOOKUP_PERCPU_ELEM -> new MapLookupPercpuElem();
            case KTIME_GET_TAI_NS -> new KtimeGetTaiNs();
            case CGRP_STORAGE_GET -> new CgrpStorageGet();
            case CGRP_STORAGE_DELETE -> new CgrpStorageDelete();
            case GET_FUNC_ARG -> new GetFuncArg();
            case GET_FUNC_RET -> new GetFuncRet();
            case GET_FUNC_ARG_CNT -> new GetFuncArgCnt();
            case PER_CPU_PTR -> new PerCpuPtr();
            case THIS_CPU_PTR -> new ThisCpuPtr();
            case OVERRIDE_RETURN -> new OverrideReturn();
            case GET_BRANCH_SNAPSHOT -> new GetBranchSnapshot();
            case READ_BRANCH_RECORDS -> new ReadBranchRecords();
            case KPTR_XCHG -> new KptrXchg();
            case DYNPTR_FROM_MEM -> new DynptrFromMem();
            case DYNPTR_READ -> new DynptrRead();
            case DYNPTR_WRITE -> new DynptrWrite();
            case DYNPTR_DATA -> new DynptrData();
            case RINGBUF_RESERVE_DYNPTR -> new RingbufReserveDynptr();
            case RINGBUF_SUBMIT_DYNPTR -> new RingbufSubmitDynptr(reservations);
            case RINGBUF_DISCARD_DYNPTR -> new RingbufDiscardDynptr(reservations);
            case SKC_TO_TCP6_SOCK -> new SkcToTcp6Sock();
            case SKC_TO_TCP_TIMEWAIT_SOCK -> new SkcToTcpTimewaitSock();
            case SKC_TO_TCP_REQUEST_SOCK -> new SkcToTcpRequestSock();
            case SKC_TO_UDP6_SOCK -> new SkcToUdp6Sock();
            case SKC_TO_UNIX_SOCK -> new SkcToUnixSock();
            case GET_TASK_STACK -> new GetTaskStack();
            case SK_STORAGE_DELETE -> new SkStorageDelete();
            case D_PATH -> new DPath();
            default -> null;
        };
    }

    /** The table. */
    public List<Helper> all() {
        return Stream.of(HelperId.values()).flatMap(id -> find(id).stream()).toList();
    }

    /** The helper, if it is emulated. */
    public Optional<Helper> find(HelperId id) {
        Helper helper = made.get(id);
        if (helper == null) {
            helper = make(id);
            if (helper != null) {
                made.put(id, helper);
            }
        }
        return Optional.ofNullable(helper);
    }

    /** The function of the kernel (kfunc) of that name: that of a test, or one of the few that are emulated. */
    public Optional<MockedFunction> function(String name, ByteOrder order) {
        MockedFunction mocked = functions.get(name);
        return mocked != null
                ? Optional.of(mocked)
                : KernelFunctions.find(name, order).map(emulated -> new MockedFunction(name, emulated));
    }
}
