// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Understands an ELF file as a BPF object: what a compiler makes of C for {@code -target bpf}, in either byte order.
 *
 * <pre>{@code
 * BpfObject object = ObjectReader.read(Bytes.wrap(Files.readAllBytes(path), path.toString()), "fileio.bpf.o");
 * }</pre>
 */
public final class ObjectReader {
    private static final int EM_NONE = 0;
    private static final int EM_BPF = 247;
    private static final int ET_NONE = 0;
    private static final int MAX_NAME = 15;

    /** The longest licence that reaches a kernel. */
    private static final int MAX_LICENSE = 63;

    private static final int VERSION_BYTES = 4;

    private final ElfFile elf;
    private final String fileName;
    private final String name;
    private final Strictness strictness;
    private final MapTable maps = new MapTable();
    private final List<InitialSlot> initialSlots = new ArrayList<>();
    private final List<ObjectNote> notes = new ArrayList<>();

    private ObjectReader(ElfFile elf, String fileName, Strictness strictness) {
        this.elf = elf;
        this.strictness = strictness;
        this.fileName = fileName;
        this.name = objectName(fileName);
    }

    /**
     * @param fileName as error messages shall name it; its last part up to the first dot becomes the object's name
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not a whole, well-formed BPF object,
     *     or the reference loader (libbpf) would not open it
     */
    public static BpfObject read(Bytes bytes, String fileName) {
        return read(bytes, fileName, Strictness.STRICT);
    }

    /** The same, with a say in what becomes of things that were written for another loader. */
    public static BpfObject read(Bytes bytes, String fileName, Strictness strictness) {
        ElfFile elf = ElfReader.read(bytes);
        if (elf.type() != ElfFile.RELOCATABLE && elf.type() != ET_NONE) {
            throw elf.bytes().corrupt(16, "ELF type " + elf.type() + "; a BPF object is relocatable (1)");
        }
        if (elf.machine() != EM_BPF && elf.machine() != EM_NONE) {
            throw elf.bytes().corrupt(18, "made for machine " + elf.machine() + ", not for BPF (" + EM_BPF + ")");
        }
        if (elf.symbols().isEmpty()) {
            throw elf.bytes().corrupt(-1, "there is no symbol table; do not strip BPF objects with -s");
        }
        return new ObjectReader(elf, fileName, strictness).read();
    }

    private static String objectName(String fileName) {
        String last = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        int dot = last.indexOf('.');
        String stem = dot < 0 ? last : last.substring(0, dot);
        return stem.substring(0, Math.min(MAX_NAME, stem.length()));
    }

    private BpfObject read() {
        elf.sections().forEach(section -> ObjectSections.omission(section, elf).ifPresent(notes::add));
        ObjectTypes types = ObjectTypes.read(elf, notes);
        Btf btf = types.btf();
        ObjectCode code = ObjectCode.read(elf, btf, types.ext());
        notes.addAll(code.notes());
        List<Extern> externs = ExternReader.read(elf, types.written(), btf);
        readMaps(btf, code);
        if (btf != null && externs.stream().anyMatch(Extern.Configuration.class::isInstance)) {
            maps.defineConfiguration(elf.bytes(), ExternReader.map(externs, name, btf));
        }
        ArenaContent arena = ArenaReader.read(elf, maps, btf);
        List<StructOps> structOps = StructOpsReader.read(elf, btf, code, maps);
        JumpTableReader tables = JumpTableReader.read(elf);
        FunctionReader functions = new FunctionReader(new ReferenceReader(elf, code, maps, tables), btf, types.ext());
        return new BpfObject(
                fileName,
                name,
                elf.order(),
                license(),
                version(),
                programs(code, functions, btf),
                subprograms(code, functions),
                maps.maps(),
                btf == null ? List.of() : DataSections.variables(elf, maps, btf),
                externs,
                initialSlots,
                structOps,
                arena,
                tables.tables(),
                notes,
                btf);
    }

    /** As a kernel gets it: up to a NUL, but none is needed. */
    private String license() {
        Optional<ElfSection> section = elf.section(ObjectSections.LICENSE);
        if (section.isEmpty()) {
            return "";
        }
        Bytes bytes = section.get().bytes();
        if (bytes.size() == 0) {
            throw bytes.corrupt(-1, "the section for the licence is empty");
        }
        int length = 0;
        while (length < Math.min(MAX_LICENSE, bytes.size()) && bytes.u8(length) != 0) {
            length++;
        }
        return new String(bytes.slice(0, length, ObjectSections.LICENSE).toArray(), StandardCharsets.UTF_8);
    }

    private int version() {
        Optional<Bytes> bytes = elf.section(ObjectSections.VERSION).map(ElfSection::bytes);
        bytes.filter(version -> version.size() != VERSION_BYTES).ifPresent(version -> {
            throw version.corrupt(-1, version.size() + " bytes; the version of a kernel has " + VERSION_BYTES);
        });
        return bytes.map(version -> version.s32(0)).orElse(0);
    }

    private void readMaps(@Nullable Btf btf, ObjectCode code) {
        elf.section(ObjectSections.MAPS).ifPresent(section -> readBtfMaps(section, btf, code));
        initialSlots.addAll(LegacyMapReader.read(elf, maps, strictness));
        for (ElfSection section : elf.sections()) {
            if (ObjectSections.isData(section)) {
                maps.defineData(section, DataSections.map(section, name, btf));
            }
        }
    }

    private void readBtfMaps(ElfSection section, @Nullable Btf btf, ObjectCode code) {
        int typeId =
                btf == null ? 0 : btf.find(BtfKind.DATASEC, ObjectSections.MAPS).orElse(0);
        if (btf == null || typeId == 0) {
            throw section.bytes().corrupt(-1, "no BTF describes the maps in it; compile with -g");
        }
        InitialSlotReader slots = new InitialSlotReader(elf, section, maps, code);
        for (BtfType.SectionVar place : ((BtfType.DataSec) btf.type(typeId)).vars()) {
            if (!(btf.type(place.type()) instanceof BtfType.Var variable)) {
                throw section.bytes().corrupt(place.offset(), "type " + place.type() + " where a variable belongs");
            }
            BtfMapReader.Definition definition = BtfMapReader.read(btf, variable.name(), variable.type(), strictness);
            maps.define(section, place.offset(), definition.map());
            definition
                    .valuesOffset()
                    .ifPresent(offset ->
                            slots.addValues(variable.name(), place.offset() + offset, place.offset() + place.size()));
        }
        initialSlots.addAll(slots.read());
    }

    private static List<ProgramSpec> programs(ObjectCode code, FunctionReader functions, @Nullable Btf btf) {
        ProbeTags probes = ProbeTags.of(btf);
        return code.places().stream()
                .filter(place -> !place.isSubprogram())
                .map(place -> program(place, functions, probes))
                .toList();
    }

    private static ProgramSpec program(ObjectCode.Place place, FunctionReader functions, ProbeTags probes) {
        String section = place.section().name();
        String plain = SectionNames.withoutMark(section);
        SectionName meaning = SectionNames.find(plain).orElse(SectionName.UNKNOWN);
        boolean perf = meaning == SectionName.UNKNOWN && plain.indexOf('=') > 0;
        return new ProgramSpec(
                place.name(),
                section,
                perf ? ProgramType.KPROBE : meaning.type(),
                meaning.attachTypeNumber(),
                meaning.flags(),
                plain.length() == section.length(),
                meaning == SectionName.UNKNOWN ? "" : meaning.target(plain),
                functions.read(place),
                perf ? probeOf(plain, probes.on(place.btfId())) : probes.on(place.btfId()));
    }

    /** A section of perf's programs is a probe definition itself; tags are further ones. */
    private static List<String> probeOf(String section, List<String> tags) {
        List<String> probes = new ArrayList<>(tags);
        probes.add(0, section);
        return probes;
    }

    private static List<FunctionSpec> subprograms(ObjectCode code, FunctionReader functions) {
        return code.places().stream()
                .filter(ObjectCode.Place::isSubprogram)
                .map(functions::read)
                .toList();
    }
}
