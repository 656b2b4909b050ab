// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfRelocation;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.elf.ElfSymbol;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads tables of functions for the kernel: each variable of a section {@code .struct_ops*} becomes a map. */
final class StructOpsReader {
    private static final int BPF_F_LINK = 1 << 13;
    private static final int KEY_BYTES = 4;

    private final ElfFile elf;
    private final Btf btf;
    private final ObjectCode code;
    private final MapTable maps;
    private final List<StructOps> all = new ArrayList<>();
    private final Map<String, Use> usesByProgram = new HashMap<>();

    /** What a program implements. */
    private record Use(int typeId, int member) {}

    /**
     * A table.
     *
     * @param start bytes from the start of its section
     * @param slots indexes of members that point to functions, by their offset in the struct
     */
    private record Table(StructOps ops, long start, BtfType.Composite type, Map<Long, Integer> slots) {
        long size() {
            return Integer.toUnsignedLong(type.size());
        }
    }

    private StructOpsReader(ElfFile elf, Btf btf, ObjectCode code, MapTable maps) {
        this.elf = elf;
        this.btf = btf;
        this.code = code;
        this.maps = maps;
    }

    /**
     * Reads all tables and adds their maps, by section, then by offset.
     *
     * @param btf with the offsets of variables filled in
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if a variable is no named struct inside its section, or
     *     a member is filled with what is no program for it
     */
    static List<StructOps> read(ElfFile elf, @Nullable Btf btf, ObjectCode code, MapTable maps) {
        List<ElfSection> sections =
                elf.sections().stream().filter(ObjectSections::isStructOps).toList();
        if (sections.isEmpty()) {
            return List.of();
        }
        if (btf == null) {
            throw sections.get(0)
                    .bytes()
                    .corrupt(-1, "no BTF describes the tables of functions in it; compile with -g");
        }
        StructOpsReader reader = new StructOpsReader(elf, btf, code, maps);
        sections.forEach(reader::readSection);
        return reader.all;
    }

    private void readSection(ElfSection section) {
        int typeId = btf.find(BtfKind.DATASEC, section.name())
                .orElseThrow(() -> section.bytes().corrupt(-1, "BTF does not describe the variables in it"));
        TreeMap<Long, Table> tables = new TreeMap<>();
        for (BtfType.SectionVar place : ((BtfType.DataSec) btf.type(typeId)).vars()) {
            Table table = table(section, place);
            tables.put(place.offset(), table);
            maps.defineAside(section, place.offset(), map(table));
        }
        Map<Long, List<StructOps.Member>> members = members(section, tables);
        for (Table table : tables.values()) {
            StructOps ops = table.ops();
            all.add(new StructOps(
                    ops.map(),
                    ops.section(),
                    ops.typeId(),
                    ops.typeName(),
                    ops.link(),
                    ops.autocreate(),
                    ops.initial(),
                    members.getOrDefault(table.start(), List.of())));
        }
    }

    private Table table(ElfSection section, BtfType.SectionVar place) {
        Bytes bytes = section.bytes();
        if (!(btf.type(place.type()) instanceof BtfType.Var variable)) {
            throw bytes.corrupt(place.offset(), "type " + place.type() + " where a variable belongs");
        }
        int typeId = btf.strip(variable.type());
        if (!(btf.type(typeId) instanceof BtfType.Composite type)
                || type.union()
                || type.name().isEmpty()) {
            throw bytes.corrupt(
                    place.offset(),
                    "variable '" + variable.name() + "' is " + btf.kind(typeId) + " '" + btf.name(typeId)
                            + "'; a struct with a name is needed");
        }
        String plain = SectionNames.withoutMark(section.name());
        StructOps ops = new StructOps(
                variable.name(),
                section.name(),
                typeId,
                type.name(),
                plain.equals(ObjectSections.STRUCT_OPS_LINK),
                plain.length() == section.name().length(),
                bytes.slice(place.offset(), Integer.toUnsignedLong(type.size()), section.name()),
                List.of());
        return new Table(ops, place.offset(), type, slots(type));
    }

    private Map<Long, Integer> slots(BtfType.Composite type) {
        Map<Long, Integer> slots = new HashMap<>();
        for (int index = 0; index < type.members().size(); index++) {
            BtfType.Member member = type.members().get(index);
            if (isFunctionPointer(member) && member.bitOffset() % Byte.SIZE == 0) {
                slots.putIfAbsent(Integer.toUnsignedLong(member.bitOffset()) / Byte.SIZE, index);
            }
        }
        return slots;
    }

    private static MapSpec map(Table table) {
        return MapSpec.of(
                        table.ops().map(),
                        MapType.STRUCT_OPS,
                        KEY_BYTES,
                        table.type().size(),
                        1)
                .withFlags(table.ops().link() ? BPF_F_LINK : 0);
    }

    /** The members that relocations fill with programs, by the start of their table. */
    private Map<Long, List<StructOps.Member>> members(ElfSection section, TreeMap<Long, Table> tables) {
        Map<Long, List<StructOps.Member>> members = new HashMap<>();
        for (ElfRelocation relocation : elf.relocations(section)) {
            long offset = relocation.offset();
            Map.Entry<Long, Table> entry = tables.floorEntry(offset);
            if (entry == null || offset - entry.getKey() >= entry.getValue().size()) {
                throw section.bytes().corrupt(offset, "a relocation outside of any variable");
            }
            members.computeIfAbsent(entry.getKey(), start -> new ArrayList<>())
                    .add(member(section, relocation, entry.getValue()));
        }
        members.values().forEach(list -> list.sort(Comparator.comparingInt(StructOps.Member::offset)));
        return members;
    }

    private StructOps.Member member(ElfSection section, ElfRelocation relocation, Table table) {
        long offset = relocation.offset() - table.start();
        Integer index = table.slots().get(offset);
        if (index == null) {
            throw section.bytes()
                    .corrupt(
                            relocation.offset(),
                            "no member of struct " + table.type().name() + " that points to a function starts at byte "
                                    + offset + " of it");
        }
        String program = program(section, relocation, new Use(table.ops().typeId(), index));
        return new StructOps.Member(table.type().members().get(index).name(), index, (int) offset, program);
    }

    private boolean isFunctionPointer(BtfType.Member member) {
        return btf.resolve(member.type()) instanceof BtfType.Ptr pointer
                && btf.resolve(pointer.type()) instanceof BtfType.FuncProto;
    }

    private String program(ElfSection section, ElfRelocation relocation, Use use) {
        ElfSymbol symbol = relocation.symbol();
        ObjectCode.Place place = symbol.value() % Instructions.SLOT_BYTES != 0
                ? null
                : code.entryProgramAt(symbol.sectionIndex(), symbol.value()).orElse(null);
        if (place == null) {
            throw section.bytes().corrupt(relocation.offset(), "'" + symbol.name() + "' is no entry program");
        }
        String plain = SectionNames.withoutMark(place.section().name());
        ProgramType type = SectionNames.find(plain).orElse(SectionName.UNKNOWN).type();
        if (type != ProgramType.STRUCT_OPS) {
            throw section.bytes()
                    .corrupt(
                            relocation.offset(),
                            "program '" + place.name() + "' of section "
                                    + place.section().name() + " is of type " + type
                                    + "; only those of type struct_ops can be members");
        }
        Use known = usesByProgram.putIfAbsent(place.name(), use);
        if (known != null && !known.equals(use)) {
            throw section.bytes()
                    .corrupt(
                            relocation.offset(),
                            "program '" + place.name() + "' is already used for member " + known.member()
                                    + " of another kind (type " + known.typeId() + ")");
        }
        return place.name();
    }
}
