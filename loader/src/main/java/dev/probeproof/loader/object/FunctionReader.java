// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfExt;
import dev.probeproof.loader.insn.Instructions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what the file says about a function: code, references, source lines, CO-RE records. */
final class FunctionReader {
    private final ReferenceReader references;
    private final @Nullable Btf btf;
    private final BtfExt ext;
    private final Map<String, TreeMap<Long, BtfExt.LineInfo>> lines = new HashMap<>();
    private final Map<String, TreeMap<Long, BtfExt.CoreRelocation>> coreRelocations = new HashMap<>();

    FunctionReader(ReferenceReader references, @Nullable Btf btf, BtfExt ext) {
        this.references = references;
        this.btf = btf;
        this.ext = ext;
    }

    FunctionSpec read(ObjectCode.Place place) {
        Instructions instructions = place.instructions();
        return new FunctionSpec(
                place.name(),
                place.section().name(),
                place.startSlot(),
                instructions,
                references.read(place, instructions),
                place.btfId(),
                lines(place),
                coreRelocations(place));
    }

    private List<FunctionSpec.Line> lines(ObjectCode.Place place) {
        TreeMap<Long, BtfExt.LineInfo> all =
                lines.computeIfAbsent(place.section().name(), section -> {
                    TreeMap<Long, BtfExt.LineInfo> byOffset = new TreeMap<>();
                    ext.lines()
                            .getOrDefault(section, List.of())
                            .forEach(line -> byOffset.putIfAbsent(line.offset(), line));
                    return byOffset;
                });
        List<FunctionSpec.Line> inside = new ArrayList<>();
        for (BtfExt.LineInfo line : all.subMap((long) place.start(), (long) place.start() + place.size())
                .values()) {
            inside.add(new FunctionSpec.Line(
                    slot(place, line.offset()), line.fileName(), line.lineText(), line.lineColumn()));
        }
        return inside;
    }

    private List<FunctionSpec.CoreRelocation> coreRelocations(ObjectCode.Place place) {
        TreeMap<Long, BtfExt.CoreRelocation> all =
                coreRelocations.computeIfAbsent(place.section().name(), section -> {
                    TreeMap<Long, BtfExt.CoreRelocation> byOffset = new TreeMap<>();
                    ext.coreRelocations()
                            .getOrDefault(section, List.of())
                            .forEach(relocation -> byOffset.putIfAbsent(relocation.offset(), relocation));
                    return byOffset;
                });
        List<FunctionSpec.CoreRelocation> inside = new ArrayList<>();
        for (BtfExt.CoreRelocation relocation : all.subMap((long) place.start(), (long) place.start() + place.size())
                .values()) {
            inside.add(new FunctionSpec.CoreRelocation(
                    slot(place, relocation.offset()), relocation.typeId(), access(relocation), relocation.kind()));
        }
        return inside;
    }

    private String access(BtfExt.CoreRelocation relocation) {
        return btf == null ? "" : btf.string(Integer.toUnsignedLong(relocation.access()));
    }

    private static int slot(ObjectCode.Place place, long offset) {
        return (int) ((offset - place.start()) / Instructions.SLOT_BYTES);
    }
}
