// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.fit;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kernel's BPF has. Its own enums say so exactly, backports included; where its types lack them (they may have
 * been cut down), the release decides, by the tables of {@code loader.uapi}.
 */
final class KernelOffer {
    private final KernelRelease release;
    private final Map<Need.Kind, Set<Integer>> listed = new EnumMap<>(Need.Kind.class);

    /** UNKNOWN: neither its types nor its release say. */
    enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    KernelOffer(TargetKernel kernel) {
        release = KernelRelease.of(kernel.release());
        for (Need.Kind kind : Need.Kind.values()) {
            Set<Integer> numbers = numbers(kernel.btf(), kind.kernelEnum());
            if (!numbers.isEmpty()) {
                listed.put(kind, numbers);
            }
        }
    }

    private static Set<Integer> numbers(Btf btf, String name) {
        Set<Integer> numbers = new HashSet<>();
        for (BtfKind kind : List.of(BtfKind.ENUM, BtfKind.ENUM64)) {
            if (!btf.completeness().knowsAbsence(kind, name)) {
                continue; // Cut out of these types: the release has to do.
            }
            for (int id : btf.findAll(kind, name)) {
                for (BtfType.Enumerator value : ((BtfType.Enum) btf.type(id)).values()) {
                    // The last one is not a thing but their count: __BPF_FUNC_MAX_ID, __MAX_BPF_ATTACH_TYPE.
                    if (!value.name().startsWith("__")) {
                        numbers.add((int) value.value());
                    }
                }
            }
        }
        return numbers;
    }

    Answer has(Need need) {
        Set<Integer> numbers = listed.get(need.kind());
        if (numbers != null) {
            return numbers.contains(need.number()) ? Answer.YES : Answer.NO;
        }
        if (need.since().isEmpty()) {
            return Answer.UNKNOWN;
        }
        if (!release.isKnown()) {
            return Answer.UNKNOWN;
        }
        return release.has(need.since()) ? Answer.YES : Answer.NO;
    }
}
