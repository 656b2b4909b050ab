// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.btf.MinimizedBtfException;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.HelperId;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kernel's BPF has. Its own enums say so exactly, backports included. What no enum lists, and everything where a
 * kernel's types were cut down and lack them, the release decides, by the tables of {@code loader.uapi}.
 */
final class KernelOffer {
    private final KernelRelease bpfRelease;
    private final Map<Need.Kind, Set<Integer>> listed = new EnumMap<>(Need.Kind.class);

    /** UNKNOWN: neither its types nor its release say. */
    enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    KernelOffer(TargetKernel kernel) {
        for (Need.Kind kind : Need.Kind.values()) {
            Set<Integer> numbers = numbers(kernel.btf(), kind.kernelEnum());
            if (!numbers.isEmpty()) {
                listed.put(kind, numbers);
            }
        }
        bpfRelease = bpfRelease(kernel);
    }

    /**
     * The release whose BPF a kernel has: its own, or a later one if it lists things that came later. Who keeps old
     * releases alive takes BPF over as a whole, not a helper here and an instruction there.
     */
    private KernelRelease bpfRelease(TargetKernel kernel) {
        KernelRelease newest = KernelRelease.of(kernel.release());
        for (HelperId helper : HelperId.values()) {
            newest = newer(newest, Need.Kind.HELPER, helper.number(), helper.since());
        }
        for (MapType map : MapType.values()) {
            newest = newer(newest, Need.Kind.MAP_TYPE, map.number(), map.since());
        }
        for (ProgramType program : ProgramType.values()) {
            newest = newer(newest, Need.Kind.PROGRAM_TYPE, program.number(), program.since());
        }
        for (AttachType attach : AttachType.values()) {
            newest = newer(newest, Need.Kind.ATTACH_TYPE, attach.number(), attach.since());
        }
        return newest;
    }

    private KernelRelease newer(KernelRelease release, Need.Kind kind, int number, String since) {
        KernelRelease came = KernelRelease.of(since);
        boolean has = came.isKnown() && listed.getOrDefault(kind, Set.of()).contains(number);
        return has && !release.isAtLeast(came.major(), came.minor()) ? came : release;
    }

    private static Set<Integer> numbers(Btf btf, String name) {
        Set<Integer> numbers = new HashSet<>();
        for (int id : enums(btf, name)) {
            for (BtfType.Enumerator value : ((BtfType.Enum) btf.type(id)).values()) {
                // The last one is not a thing but their count: __BPF_FUNC_MAX_ID, __MAX_BPF_ATTACH_TYPE.
                if (!value.name().startsWith("__")) {
                    numbers.add((int) value.value());
                }
            }
        }
        return numbers;
    }

    private static List<Integer> enums(Btf btf, String name) {
        if (name.isEmpty()) {
            return List.of();
        }
        try {
            return btf.findEssential(BtfKind.ENUM, name);
        } catch (MinimizedBtfException e) {
            // The same as if there were none: the release decides then.
            return List.of();
        }
    }

    Answer has(Need need) {
        Set<Integer> numbers = listed.get(need.kind());
        if (numbers != null) {
            return numbers.contains(need.number()) ? Answer.YES : Answer.NO;
        }
        if (need.since().isEmpty() || !bpfRelease.isKnown()) {
            return Answer.UNKNOWN;
        }
        return bpfRelease.has(need.since()) ? Answer.YES : Answer.NO;
    }
}
