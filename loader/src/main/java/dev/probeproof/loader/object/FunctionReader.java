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
    private final Map<String, TreeMap<Long, List<PlacedRelocation>>> coreRelocations;

    private record PlacedRelocation(BtfExt.CoreRelocation record, int position) {}

    FunctionReader(ReferenceReader references, @Nullable Btf btf, BtfExt ext) {
        this.references = references;
        this.btf = btf;
        this.ext = ext;
        this.coreRelocations = coreRelocations(ext);
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
        TreeMap<Long, List<PlacedRelocation>> all =
                coreRelocations.getOrDefault(place.section().name(), new TreeMap<>());
        List<FunctionSpec.CoreRelocation> inside = new ArrayList<>();
        all.subMap((long) place.start(), (long) place.start() + place.size())
                .values()
                .forEach(records -> records.forEach(placed -> {
                    BtfExt.CoreRelocation record = placed.record();
                    inside.add(new FunctionSpec.CoreRelocation(
                            slot(place, record.offset()),
                            record.typeId(),
                            access(record),
                            record.kind(),
                            placed.position()));
                }));
        return inside;
    }

    private static Map<String, TreeMap<Long, List<PlacedRelocation>>> coreRelocations(BtfExt ext) {
        Map<String, TreeMap<Long, List<PlacedRelocation>>> bySection = new HashMap<>();
        int position = 0;
        for (Map.Entry<String, List<BtfExt.CoreRelocation>> section :
                ext.coreRelocations().entrySet()) {
            TreeMap<Long, List<PlacedRelocation>> byOffset = new TreeMap<>();
            for (BtfExt.CoreRelocation record : section.getValue()) {
                byOffset.computeIfAbsent(record.offset(), offset -> new ArrayList<>(1))
                        .add(new PlacedRelocation(record, position++));
            }
            bySection.put(section.getKey(), byOffset);
        }
        return bySection;
    }

    private String access(BtfExt.CoreRelocation relocation) {
        return btf == null ? "" : btf.string(Integer.toUnsignedLong(relocation.access()));
    }

    private static int slot(ObjectCode.Place place, long offset) {
        return (int) ((offset - place.start()) / Instructions.SLOT_BYTES);
    }
}
