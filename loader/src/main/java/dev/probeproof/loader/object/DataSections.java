// SPDX-License-Identifier: MIT
package dev.probeproof.loader.object;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfSection;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.MapType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Global variables: each data section becomes an array map with one element. */
final class DataSections {
    private static final int BPF_F_RDONLY_PROG = 1 << 7;
    private static final int BPF_F_MMAPABLE = 1 << 10;

    /** Kernels keep 15 bytes of a name; half of them are the section's. */
    private static final int MAX_NAME = 15;

    private static final int MIN_SECTION_PART = 7;

    private DataSections() {}

    static MapSpec map(ElfSection section, String objectName, @Nullable Btf btf) {
        if (section.size() > Integer.MAX_VALUE) {
            throw section.bytes().corrupt(-1, "a data section of " + section.size() + " bytes; a map holds 2 GiB");
        }
        int sectionType =
                btf == null ? 0 : btf.find(BtfKind.DATASEC, section.name()).orElse(0);
        return map(
                        mapName(objectName, section.name()),
                        (int) section.size(),
                        flags(btf, sectionType, ObjectSections.isReadOnlyData(section)))
                .types(0, sectionType)
                .section(
                        section.name(),
                        section.isZeroed() ? null : section.bytes(),
                        ObjectSections.isReadOnlyData(section))
                .build();
    }

    private static MapSpec.Builder map(String name, int size, int flags) {
        return MapSpec.builder(name, MapType.ARRAY.number())
                .keySize(Integer.BYTES)
                .valueSize(size)
                .maxEntries(1)
                .flags(flags);
    }

    /** User space may map a section with variables that it can know by name, which static ones are not. */
    private static int flags(@Nullable Btf btf, int sectionType, boolean readOnly) {
        int flags = readOnly ? BPF_F_RDONLY_PROG : 0;
        return btf != null && sectionType != 0 && hasGlobalVariable(btf, sectionType) ? flags | BPF_F_MMAPABLE : flags;
    }

    private static boolean hasGlobalVariable(Btf btf, int sectionType) {
        BtfType.DataSec section = (BtfType.DataSec) btf.type(sectionType);
        return section.vars().stream()
                .anyMatch(place -> btf.type(place.type()) instanceof BtfType.Var variable
                        && variable.linkage() != BtfType.Var.STATIC);
    }

    /**
     * The name of a section's map: the start of the object's name, as much of it as the kernel's limit leaves, and the
     * section's; the section's alone for custom sections such as {@code .rodata.foo}.
     */
    static String mapName(String objectName, String section) {
        if (section.indexOf('.', 1) >= 0) {
            return section;
        }
        // Bytes, not characters: the limit counts those, and each that a kernel refuses becomes one underscore.
        byte[] start = objectName.getBytes(StandardCharsets.UTF_8);
        int room = MAX_NAME - Math.max(MIN_SECTION_PART, section.length());
        String prefix = new String(start, 0, Math.min(room, start.length), StandardCharsets.ISO_8859_1);
        return (prefix + section).replaceAll("[^A-Za-z0-9_.]", "_");
    }

    /** The variables of data sections, as BTF lists them, by section and offset. */
    static List<GlobalVariable> variables(ElfFile elf, MapTable maps, Btf btf) {
        List<GlobalVariable> variables = new ArrayList<>();
        for (ElfSection section : elf.sections()) {
            if (ObjectSections.isData(section)) {
                variables.addAll(variables(
                        btf, section.name(), maps.dataMap(section.index()).orElseThrow()));
            }
        }
        return variables;
    }

    /** The variables of one section, by offset; they are in that map. */
    static List<GlobalVariable> variables(Btf btf, String section, String map) {
        List<GlobalVariable> variables = new ArrayList<>();
        btf.find(BtfKind.DATASEC, section).ifPresent(id -> {
            for (BtfType.SectionVar place : ((BtfType.DataSec) btf.type(id)).vars()) {
                if (btf.type(place.type()) instanceof BtfType.Var variable) {
                    variables.add(
                            new GlobalVariable(variable.name(), map, place.offset(), place.size(), variable.type()));
                }
            }
        });
        return variables;
    }
}
