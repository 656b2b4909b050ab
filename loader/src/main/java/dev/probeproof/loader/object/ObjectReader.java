// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfExt;
import dev.probeproof.loader.btf.BtfExtReader;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.elf.ElfSection;
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

    private static final String MAPS = ".maps";
    private static final String LICENSE = "license";
    private static final String VERSION = "version";

    private final ElfFile elf;
    private final String fileName;
    private final String name;
    private final Strictness strictness;
    private final MapTable maps = new MapTable();
    private final List<InitialSlot> initialSlots = new ArrayList<>();

    private ObjectReader(ElfFile elf, String fileName, Strictness strictness) {
        this.elf = elf;
        this.strictness = strictness;
        this.fileName = fileName;
        this.name = objectName(fileName);
    }

    /**
     * @param fileName as error messages shall name it; its last part up to the first dot becomes the object's name
     * @throws dev.probeproof.loader.bytes.CorruptObjectException if the bytes are not a whole, well-formed BPF object
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
        Optional<Btf> fileTypes = elf.section(".BTF").map(section -> BtfReader.read(section.bytes()));
        BtfExt ext = fileTypes
                .flatMap(types -> elf.section(".BTF.ext").map(section -> BtfExtReader.read(section.bytes(), types)))
                .orElse(BtfExt.NONE);
        ObjectCode code = ObjectCode.read(elf, fileTypes.orElse(null), ext);
        Btf btf = fileTypes
                .map(types -> BtfCompletion.complete(types, elf, code.hiddenFunctions()))
                .orElse(null);
        List<Extern> externs = ExternReader.read(elf, fileTypes.orElse(null), btf);
        readMaps(btf, code);
        if (btf != null && externs.stream().anyMatch(Extern.Configuration.class::isInstance)) {
            maps.defineConfiguration(elf.bytes(), ExternReader.map(externs, name, btf));
        }
        FunctionReader functions = new FunctionReader(new ReferenceReader(elf, code, maps), btf, ext);
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
                List.of(),
                null,
                List.of(),
                List.of(),
                btf);
    }

    private String license() {
        return elf.section(LICENSE).map(section -> section.bytes().cString(0)).orElse("");
    }

    private int version() {
        return elf.section(VERSION).map(section -> section.bytes().s32(0)).orElse(0);
    }

    private void readMaps(@Nullable Btf btf, ObjectCode code) {
        elf.section(MAPS).ifPresent(section -> readBtfMaps(section, btf, code));
        initialSlots.addAll(LegacyMapReader.read(elf, maps, strictness));
        for (ElfSection section : elf.sections()) {
            if (DataSections.isData(section)) {
                maps.defineData(section, DataSections.map(section, name, btf));
            }
        }
    }

    private void readBtfMaps(ElfSection section, @Nullable Btf btf, ObjectCode code) {
        int typeId = btf == null ? 0 : btf.find(BtfKind.DATASEC, MAPS).orElse(0);
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
        return new ProgramSpec(
                place.name(),
                section,
                meaning.type(),
                meaning.attachTypeNumber(),
                meaning.flags(),
                plain.length() == section.length(),
                meaning == SectionName.UNKNOWN ? "" : meaning.target(plain),
                functions.read(place),
                probes.on(place.btfId()));
    }

    private static List<FunctionSpec> subprograms(ObjectCode code, FunctionReader functions) {
        return code.places().stream()
                .filter(ObjectCode.Place::isSubprogram)
                .map(functions::read)
                .toList();
    }
}
