// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.loader.uapi.HelperId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The helpers that are emulated: one line each, by the kernel's number. One object for each kernel. */
public final class Helpers {
    private final List<Helper> all;
    private final Map<HelperId, Helper> byId = new EnumMap<>(HelperId.class);

    /**
     * @param rules what the probe-read helpers take for a kernel or user address
     * @param reservations which ring buffer a record is given back to
     */
    public Helpers(AddressRules rules, RingReservations reservations) {
        FaultTolerantRead reader = new FaultTolerantRead(rules);
        all = List.of(
                new MapLookupElem(),
                new MapUpdateElem(),
                new MapDeleteElem(),
                new ProbeRead(reader),
                new KtimeGetNs(),
                new TracePrintk(reader),
                new GetPrandomU32(),
                new GetSmpProcessorId(),
                new SkbStoreBytes(),
                new TailCall(),
                new GetCurrentPidTgid(),
                new GetCurrentUidGid(),
                new GetCurrentComm(),
                new GetCgroupClassid(),
                new SkbVlanPush(),
                new SkbVlanPop(),
                new GetRouteRealm(),
                new PerfEventOutput(),
                new SkbLoadBytes(),
                new GetStackid(),
                new CsumDiff(),
                new SkbChangeType(),
                new GetHashRecalc(),
                new GetCurrentTask(),
                new ProbeWriteUser(),
                new SkbChangeTail(),
                new SkbPullData(),
                new CsumUpdate(),
                new SetHashInvalid(),
                new GetNumaNodeId(),
                new SkbChangeHead(),
                new XdpAdjustHead(),
                new ProbeReadStr(reader),
                new GetSocketCookie(),
                new GetSocketUid(),
                new SetHash(),
                new XdpAdjustMeta(),
                new XdpAdjustTail(),
                new GetStack(),
                new SkbLoadBytesRelative(),
                new GetCurrentCgroupId(),
                new GetLocalStorage(),
                new SkLookupTcp(),
                new SkLookupUdp(),
                new SkRelease(),
                new MapPushElem(),
                new MapPopElem(),
                new MapPeekElem(),
                new SpinLock(),
                new SpinUnlock(),
                new SkFullsock(),
                new TcpSock(),
                new GetListenerSock(),
                new SkcLookupTcp(),
                new Strtol(),
                new Strtoul(),
                new SkStorageGet(),
                new SendSignal(),
                new ProbeReadUser(reader),
                new ProbeReadKernel(reader),
                new ProbeReadUserStr(reader),
                new ProbeReadKernelStr(reader),
                new SendSignalThread(),
                new Jiffies64(),
                new KtimeGetBootNs(),
                new RingbufOutput(),
                new RingbufReserve(),
                new RingbufSubmit(reservations),
                new RingbufDiscard(reservations),
                new RingbufQuery(),
                new SkcToTcpSock(),
                new CopyFromUser(reader),
                new GetCurrentTaskBtf(),
                new KtimeGetCoarseNs(),
                new ForEachMapElem(),
                new Snprintf(reader),
                new GetFuncIp(),
                new GetAttachCookie(),
                new TraceVprintk(reader),
                new Loop(),
                new Strncmp(),
                new MapLookupPercpuElem(),
                new KtimeGetTaiNs());
        all.forEach(helper -> byId.put(helper.prototype().id(), helper));
    }

    /** The table. */
    public List<Helper> all() {
        return all;
    }

    /** The helper, if it is emulated. */
    public Optional<Helper> find(HelperId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
